import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Line } from '../../../../preload/contract/index.ts'
import { chooseLocale, Words } from '../../../../renderer/text/index.ts'
import { fileSize, playingTime } from '../../../../renderer/timeline/amounts.ts'
import { summarise, summaryWords } from '../../../../renderer/timeline/fold-summary.ts'
import { lineWords } from '../../../../renderer/timeline/line-words.ts'
import { pictureBox } from '../../../../renderer/timeline/picture-box.ts'
import { joined, left, line, person } from '../../../harness/timeline-rows.ts'

const english = new Words(() => chooseLocale('en', ['en-GB']))
const german = new Words(() => chooseLocale('de', ['de-DE']))

describe('a line about the room', () => {
  const anna = person('Anna')
  const told = (what: Line): string => lineWords(what, 'Ben', english.say)

  test('is a sentence for every thing that can happen', () => {
    assert.equal(told({ what: 'joined', target: anna, reason: '' }), 'Anna joined')
    assert.equal(told({ what: 'kicked', target: anna, reason: 'spam' }), 'Ben removed Anna: spam')
    assert.equal(told({ what: 'renamed', target: anna, from: 'Anne', to: 'Anna' }), 'Anne is now called Anna')
    assert.equal(told({ what: 'renamed', target: anna, from: 'Anne', to: '' }), 'Anne removed their name')
    assert.equal(told({ what: 'topic', value: '' }), 'Ben removed the topic')
    assert.equal(told({ what: 'join-rule', value: 'public' }), 'Ben let anyone join')
    assert.equal(told({ what: 'join-rule', value: 'org.x' }), 'Ben changed who may join to “org.x”')
    assert.equal(told({ what: 'other', eventType: 'org.example.poll' }), 'org.example.poll is not shown by this version')
  })

  test('takes names as they are, whatever signs they have', () => {
    assert.equal(lineWords({ what: 'joined', target: person('{a} <b> # 5'), reason: '' }, '', english.say), '{a} <b> # 5 joined')
  })

  test('cannot be turned around by a name from right to left', () => {
    assert.equal(told({ what: 'invited', target: person('\u202eevil'), reason: '' }), 'Ben invited \u2068evil\u2069')
  })
})

describe('a folded run', () => {
  const words = (rows: Parameters<typeof summarise>[0], by = english): string => summaryWords(summarise(rows), by.say, by.locale.tag)

  test('names up to three people and counts more', () => {
    assert.equal(words(['Anna', 'Ben', 'Cem'].map((name) => joined(name))), 'Anna, Ben and Cem joined')
    assert.equal(words(['Anna', 'Ben', 'Cem', 'Dora', 'Emil'].map((name) => joined(name))), 'Anna, Ben and 3 others joined')
    assert.equal(words(['Anna', 'Ben', 'Cem', 'Dora'].map((name) => left(name)), german), 'Anna, Ben und 2 andere sind gegangen')
  })

  test('tells each person once', () => {
    assert.equal(words([joined('Anna'), left('Anna'), left('Ben'), joined('Ben')]), 'Anna came and went · Ben left and came back')
    assert.equal(words([joined('Anna'), line({ what: 'avatar', target: person('Anna') }), left('Ben')]), 'Anna joined · Ben left')
  })

  test('tells the making of a room in one line', () => {
    const by = person('Anna')
    assert.equal(
      words([
        line({ what: 'room-created' }, { sender: by }),
        joined('Anna'),
        line({ what: 'power-levels' }),
        line({ what: 'join-rule', value: 'invite' }),
        line({ what: 'other', eventType: 'x' }),
      ]),
      'Anna created the room · Anna joined · 2 changes to the room · 1 event not shown by this version',
    )
  })
})

describe('amounts', () => {
  test('a size is told with at most one decimal', () => {
    const sizes = [0, 999, 1000, 99_950, 999_499, 999_999, 1_450_000, 12e9]
    assert.deepEqual(
      sizes.map((size) => fileSize(size, 'en')),
      ['0 byte', '999 byte', '1 kB', '100 kB', '999 kB', '1 MB', '1.5 MB', '12 GB'],
    )
    assert.equal(fileSize(null, 'en'), '')
    assert.equal(fileSize(-1, 'en'), '')
  })

  test('a playing time is told as on a player', () => {
    assert.deepEqual([0, 7_400, 750_000, 3_723_000, null, Number.NaN].map(playingTime), ['0:00', '0:07', '12:30', '1:02:03', '', ''])
  })
})

describe('the place of a picture', () => {
  const most = { width: 400, height: 300 }

  test('keeps its proportions and is never larger than it', () => {
    assert.deepEqual(pictureBox(4000, 3000, most), { width: 400, height: 300 })
    assert.deepEqual(pictureBox(1000, 2000, most), { width: 150, height: 300 })
    assert.deepEqual(pictureBox(100, 50, most), { width: 100, height: 50 })
  })

  test('is a guess where the sender did not say, and never too thin to see', () => {
    for (const [width, height] of [[0, 0], [-1, 5], [Number.NaN, 3], [Number.POSITIVE_INFINITY, 1]] as const) {
      assert.deepEqual(pictureBox(width, height, most), { width: 240, height: 180 })
    }
    assert.deepEqual(pictureBox(4000, 1, most), { width: 400, height: 32 })
    assert.deepEqual(pictureBox(1, 1e9, most), { width: 48, height: 300 })
  })
})
