import type { RoomScript } from './script.ts'

/** The rooms of those who mend the bridge. */
export const BRIDGE: readonly RoomScript[] = [
  {
    key: 'planning',
    name: 'Bridge: planning',
    topic: 'Survey, permits and the long list',
    space: 'bridge',
    emblem: { sign: 'bridge', background: '#4a6fa5' },
    isFavourite: true,
    members: ['mira', 'tomas', 'jonas', 'samir', 'yuki'],
    unread: 2,
    lines: [
      {
        by: 'mira', at: [1, '09:30'], id: 'survey',
        says: 'Survey results are in. Short version: arch three has moved **11 mm** since spring, the others are where they were.',
      },
      { by: 'tomas', after: 5, replyTo: 'survey', says: 'Eleven is not nothing.' },
      { by: 'mira', says: 'No. But it is one arch and not five, and I know why: the drain behind it is blocked, so the fill stays wet.' },
      { by: 'robin', after: 4, says: 'Can we see the section?' },
      {
        by: 'mira', picture: 'plan', id: 'plan',
        says: 'Arch three, looking upstream',
        reactions: { '🤩': ['robin', 'yuki'], '👍': ['tomas', 'samir'] },
      },
      {
        by: 'tomas', after: 18, replyTo: 'plan',
        says: [
          'Then I would do it in this order:',
          '',
          '1. open the drain, let it dry for two weeks',
          '2. rake and repoint the intrados with **lime**, no cement',
          '3. only then touch the parapet',
        ],
        reactions: { '💯': ['mira', 'robin'] },
      },
      { by: 'samir', after: 11, says: 'I can keep the channel under arch three closed to boats from Monday.' },
      {
        by: 'yuki', at: [0, '09:14'], id: 'readings',
        says: [
          'I put the sensor readings online. Every arch, every ten minutes:',
          '',
          '```python',
          'import csv, statistics',
          '',
          'with open("arch3.csv") as file:',
          '    moves = [float(row["mm"]) for row in csv.DictReader(file)]',
          '',
          'print(f"{statistics.mean(moves):.2f} mm, worst {max(moves):.2f}")',
          '```',
        ],
        reactions: { '🚀': ['mira', 'robin'] },
      },
      { by: 'mira', replyTo: 'readings', says: 'This is wonderful. `11.04 mm`, so the string and the plumb bob were right all along.' },
      { by: 'tomas', says: 'The string is always right.', reactions: { '😌': ['mira', 'yuki', 'robin'] } },
      { by: 'jonas', after: 21, says: 'How many passengers may I put on it at once? Asking for the regatta.' },
      { by: 'mira', after: 2, says: '@robin and I will walk it on Wednesday and then give you a number. Until then: not the brass band.' },
    ],
    later: [
      { by: 'tomas', says: 'Drain is open. It is running like a tap.' },
      { by: 'mira', says: 'Good! Photograph everything before it dries.' },
      { by: 'yuki', says: 'Arch three is down to `10.97 mm` in the live data.', reactions: { '👏': ['mira', 'tomas'] } },
      { by: 'samir', says: 'Buoys are out. Nobody goes under without asking me.' },
    ],
  },
  {
    key: 'masonry',
    name: 'Bridge: stone & lime',
    topic: 'Mixes, tools and weather windows',
    space: 'bridge',
    members: ['tomas', 'mira', 'greta'],
    lines: [
      {
        by: 'tomas', at: [2, '07:50'], id: 'mix',
        says: [
          'Mix for arch three, so that I do not have to shout it:',
          '',
          '| part | share |',
          '|---|---|',
          '| lime putty | 1 |',
          '| sharp sand | 2½ |',
          '| crushed shell | ½ |',
        ],
      },
      { by: 'mira', after: 40, replyTo: 'mix', says: 'Shell from our own beach?' },
      { by: 'tomas', says: 'The old masons used it. It is in every joint I open.', reactions: { '🐚': ['mira', 'greta', 'robin'] } },
      {
        by: 'greta', after: 15,
        says: 'There is stonecrop growing on the north pier. Could you leave that corner for last? It has seeds until October.',
      },
      { by: 'tomas', says: 'I will put a ribbon around it.', reactions: { '🌱': ['greta', 'mira'] } },
    ],
  },
  {
    key: 'photos',
    name: 'Bridge: photographs',
    topic: 'One a day, whatever the weather',
    space: 'bridge',
    members: ['greta', 'mira', 'yuki', 'samir', 'tomas'],
    lines: [
      { by: 'greta', at: [4, '12:10'], picture: 'noon', says: 'Day 41. Postcard weather.' , reactions: { '💙': ['mira', 'robin'] } },
      {
        by: 'greta', at: [3, '08:25'], picture: 'fog',
        says: 'Day 42. The other shore is a rumour.',
        reactions: { '🌫️': ['yuki'], '😍': ['mira', 'samir'] },
      },
      { by: 'yuki', after: 12, says: 'My favourite so far.' },
      {
        by: 'samir', at: [1, '22:48'], picture: 'night',
        says: 'Day 44, night shift. The lamps work again, all ten.',
        reactions: { '✨': ['greta', 'mira', 'robin', 'yuki', 'tomas'] },
      },
      { by: 'greta', after: 8, says: 'Samir! This is better than any of mine.' },
    ],
  },
  {
    key: 'supplies',
    name: 'Bridge: supplies',
    topic: 'Ordered, on the way, lost at sea',
    space: 'bridge',
    members: ['tomas', 'jonas', 'samir'],
    lines: [
      { by: 'tomas', at: [5, '11:00'], says: 'Need before Monday: 40 m of rope, two buckets, one *honest* spirit level.' },
      {
        by: 'jonas', after: 65,
        says: 'Rope and buckets come with the noon boat. The spirit level is between you and your conscience.',
        reactions: { '😂': ['tomas', 'samir', 'robin'] },
      },
      {
        by: 'jonas', at: [2, '12:40'],
        first: 'All here. Sign for it at the kiosk.',
        says: 'All here, on the quay under the blue tarp. Sign for it at the kiosk.',
      },
    ],
  },
]
