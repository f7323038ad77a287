import type { RoomScript } from './script.ts'

/** Conversations of two. */
export const DIRECT: readonly RoomScript[] = [
  {
    key: 'dm-mira',
    members: ['mira'],
    isDirect: true,
    isFavourite: true,
    lines: [
      { by: 'mira', at: [1, '17:22'], says: 'Do you have a minute for my talk tomorrow? I have eleven slides and eight minutes.' },
      { by: 'robin', says: 'Then you have eight slides.' },
      { by: 'mira', says: 'Cruel. Correct. Which three go?', reactions: { '😅': ['robin'] } },
      { by: 'robin', after: 6, says: 'The two about permits, and the one that only says “Questions?”' },
      { by: 'mira', at: [0, '09:48'], says: 'Eight slides. I even *breathe* between them now.' },
      { by: 'robin', says: 'Projector is packed. See you at seven, I save you a seat by the radiator.', reactions: { '❤️': ['mira'] } },
    ],
  },
  {
    key: 'dm-jonas',
    members: ['jonas'],
    isDirect: true,
    unread: 1,
    lines: [
      { by: 'robin', at: [1, '12:02'], says: 'Is there room for a bicycle on the four o’clock?' },
      { by: 'jonas', after: 11, says: 'Always. Ring the bell twice so I know it is you.' },
      {
        by: 'jonas', at: [0, '09:20'],
        says: 'You left your gloves on board. They are drying on the engine, they have never been happier.',
      },
    ],
  },
  {
    key: 'dm-greta',
    members: ['greta'],
    isDirect: true,
    lines: [
      { by: 'greta', at: [3, '20:30'], says: 'I have a print of the fog picture for you.' },
      { by: 'robin', after: 25, says: 'For me? It goes right above the desk.', reactions: { '🌫️': ['greta'] } },
      { by: 'greta', at: [0, '07:05'], says: 'The frame maker is at 4 Chapel Lane, ask for Brigid.', isWithheld: true },
      { by: 'greta', after: 3, says: 'That was from my old tablet. It trusts nobody any more, not even me. Can you read it?' },
      { by: 'robin', after: 6, says: 'Not a word! Only that there is something.' },
      { by: 'greta', says: 'Frame maker, 4 Chapel Lane, ask for Brigid.', reactions: { '🖼️': ['robin'] } },
    ],
  },
]
