import type { RoomScript } from './script.ts'

/** Rooms for after work. */
export const EVENINGS: readonly RoomScript[] = [
  {
    key: 'books',
    name: 'Book Circle',
    topic: 'This month: “The Summer Book”, Tove Jansson',
    space: 'evenings',
    emblem: { sign: 'book', background: '#8a5a83' },
    isPrivate: true,
    members: ['greta', 'ada', 'elif', 'mira'],
    unread: 4,
    lines: [
      { by: 'greta', at: [2, '21:10'], says: 'Chapter four. I laughed out loud on the ferry and Jonas asked whether I was ill.' },
      {
        by: 'ada', after: 18, id: 'quote',
        says: [
          '> It is still summer, but the summer is no longer alive.',
          '',
          'That sentence has followed me about all week.',
        ],
        reactions: { '🍂': ['greta', 'elif', 'robin'] },
      },
      {
        by: 'elif', at: [0, '06:20'], replyTo: 'quote',
        says: 'I read it at five in the morning with dough on both hands. I recommend it.',
      },
      { by: 'mira', after: 33, says: 'Please do not tell me how it ends. I am only at the cat.' },
      { by: 'greta', says: 'Nothing *ends*, Mira. That is the point of it.' },
      { by: 'ada', says: 'Sunday at mine, four o’clock? There will be scones.', reactions: { '👍': ['greta', 'elif'] } },
    ],
    later: [
      { by: 'elif', says: 'I finished it. I need a walk now.' },
      { by: 'greta', says: 'West beach in ten minutes? I bring the dog.', reactions: { '🐕': ['elif', 'mira'] } },
    ],
  },
  {
    key: 'films',
    name: 'Film Night',
    topic: 'Fridays, in the boat shed. Blankets!',
    space: 'evenings',
    members: ['yuki', 'jonas', 'elif', 'tomas'],
    lines: [
      {
        by: 'yuki', at: [5, '18:30'], id: 'vote',
        says: [
          'Vote for Friday:',
          '',
          '- *Local Hero*',
          '- *The Straight Story*',
          '- the one with the submarine',
        ],
      },
      { by: 'jonas', after: 3, replyTo: 'vote', says: 'Submarine.' },
      { by: 'elif', says: 'Jonas, we watched the submarine twice.', reactions: { '😂': ['yuki', 'tomas', 'robin'] } },
      { by: 'tomas', after: 20, says: 'Local Hero. It has a pier in it.' },
      { by: 'jonas', kind: 'emote', says: 'sulks in sonar' },
    ],
  },
  {
    key: 'garden',
    name: 'Seeds & Seedlings',
    topic: 'Swap table every second Saturday',
    space: 'evenings',
    emblem: { sign: 'leaf', background: '#5f8f4e' },
    members: ['greta', 'elif', 'tomas', 'ada'],
    lines: [
      { by: 'greta', at: [6, '10:45'], says: 'Salt wind report: kale 1, everything else 0.' },
      { by: 'elif', after: 90, says: 'My thyme has decided to live inside the bakery window.' },
      { by: 'greta', says: 'Thyme is a sensible plant.', reactions: { '🌿': ['elif', 'robin'] } },
    ],
  },
]
