import type { RoomScript } from './script.ts'

/** The rooms of the people who write the tide app. */
export const TIDES: readonly RoomScript[] = [
  {
    key: 'dev',
    name: 'tide-table: development',
    topic: 'github: skerrow/tide-table · tests must be green before lunch',
    space: 'tides',
    emblem: { sign: 'code', background: '#3f7d6e' },
    members: ['yuki', 'ada', 'samir'],
    lines: [
      { by: 'yuki', at: [1, '20:02'], says: 'Found it. We added the harmonic constituents in *degrees*.', id: 'degrees' },
      { by: 'robin', says: 'Since when?' },
      { by: 'yuki', says: 'Since version 1.0 🫠' },
      {
        by: 'yuki', after: 9, id: 'fix',
        says: [
          'Fixed, with a test that would have caught it:',
          '',
          '```ts',
          'test("high water at Skerrow on 21 March is at 11:42", () => {',
          '  const tide = predict(skerrow, new Date("2026-03-21"))',
          '  assert.equal(tide.high[0].clock, "11:42")',
          '})',
          '```',
        ],
        reactions: { '🎉': ['robin', 'ada', 'samir'] },
      },
      { by: 'samir', after: 14, replyTo: 'fix', says: 'My grandfather’s table says 11:40. I will allow it.' },
      { by: 'robin', says: 'Merged. I also renamed `calc2` to `predict`.', reactions: { '🙏': ['yuki'] } },
      {
        by: 'ada', at: [0, '07:33'],
        says: 'The children found a bug: if you hold the phone upside down it says low tide is at the top. They want it to stay.',
        reactions: { '😂': ['robin', 'yuki', 'samir'] },
      },
      { by: 'yuki', says: 'It stays.' },
    ],
    later: [
      { by: 'yuki', says: 'Tests are green. All 412 of them.' },
      { by: 'samir', says: 'The pier sensor lags by a minute. Shall I hit it?' },
      { by: 'yuki', says: 'Please do not hit it.', reactions: { '🔨': ['samir'] } },
    ],
  },
  {
    key: 'design',
    name: 'tide-table: design',
    topic: 'How it looks when your hands are wet',
    space: 'tides',
    members: ['yuki', 'greta', 'ada'],
    lines: [
      {
        by: 'greta', at: [3, '19:15'],
        says: 'Could the “dry” hours be **green** and the “wet” hours *blue*? Now both are blue, only differently sad.',
      },
      {
        by: 'yuki', after: 6,
        says: 'Two blues were a mistake. But no red and green, one islander in twelve cannot tell them apart.',
        reactions: { '👏': ['ada', 'robin'] },
      },
      { by: 'ada', says: 'Sand and sea? Yellow and blue.' },
      { by: 'yuki', says: 'Sand and sea it is.', reactions: { '🏖️': ['greta', 'ada', 'robin'] } },
    ],
  },
  {
    key: 'releases',
    name: 'tide-table: releases',
    topic: 'Built by machines, blessed by Yuki',
    space: 'tides',
    members: ['yuki', 'samir'],
    lines: [
      {
        by: 'yuki', at: [8, '16:00'], kind: 'notice',
        says: 'tide-table **2.3.0** is out: widgets, and a warning 30 minutes before the road floods.',
      },
      {
        by: 'yuki', at: [0, '08:40'], kind: 'notice',
        says: 'tide-table **2.3.1** is out: tides are now in the right order.',
        reactions: { '🚀': ['robin', 'samir'] },
      },
    ],
  },
]
