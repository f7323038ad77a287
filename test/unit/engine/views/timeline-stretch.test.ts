import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TimelineStretch } from '../../../../main/engine/views/timeline-stretch.ts'
import { gapsInView } from '../../../../main/engine/views/gaps-in-view.ts'
import type { TimelineSlice, TimelineWindow } from '../../../../main/engine/timeline/read-rows.ts'
import type { EventId, TimelineRow } from '../../../../preload/contract/index.ts'

// A room's history is drawn as numbers, a gap as a dash: [3, '-', 7, 8].
type History = readonly (number | '-')[]

const idOf = (number: number) => `$${number}` as EventId

const rowOf = (item: number | '-', at: number): TimelineRow => (item === '-'
  ? { key: `gap ${at}`, eventId: null, content: { type: 'gap', state: 'waiting', reason: null } }
  : { key: idOf(item), eventId: idOf(item), content: { type: 'text', body: [], isOnlyEmoji: false } }) as unknown as TimelineRow

/** What reading a window of that history gives. */
function read(history: History, window: TimelineWindow): TimelineSlice {
  const places = history.flatMap((item, at) => item === '-' ? [] : [at])
  const placeOf = (eventId: EventId) => places.findIndex((at) => history[at] === Number(eventId.slice(1)))
  const ends = (): readonly [number, number] => {
    switch (window.kind) {
      case 'newest': return [places.length - window.count, places.length - 1]
      case 'before': return [placeOf(window.eventId) - window.count, placeOf(window.eventId) - 1]
      case 'around': {
        const begin = placeOf(window.eventId) - Math.floor(window.count / 2)
        return [begin, begin + window.count - 1]
      }
      case 'range': return [
        placeOf(window.first) - (window.older ?? 0),
        window.last === null ? places.length - 1 : placeOf(window.last) + (window.newer ?? 0),
      ]
    }
  }
  const [from, to] = ends().map((end) => Math.min(places.length - 1, Math.max(0, end)))
  const [first = 0, last = -1] = [places[from ?? 0], places[to ?? 0]]
  const begin = history[first - 1] === '-' ? first - 1 : first
  const end = history[last + 1] === '-' ? last + 1 : last
  const rows = history.slice(begin, end + 1).map((item, at) => rowOf(item, begin + at))
  const events = rows.flatMap(({ eventId }) => eventId ?? [])
  return {
    rows, first: events[0] ?? null, last: events.at(-1) ?? null,
    atStart: begin === 0 && history[0] !== '-', isLive: end === history.length - 1,
    gaps: rows.flatMap(
      (row, at) => row.content.type === 'gap' ? [{ position: begin + at, hasBackToken: true, hasForwardToken: false }] : [],
    ),
    missing: [],
  }
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at)

/** Reads what the stretch asks for, and draws what is shown. */
function look(stretch: TimelineStretch, history: History): string {
  const { rows, isLive } = stretch.settle(read(history, stretch.window))
  return `${rows.map(({ eventId }) => eventId?.slice(1) ?? '-').join(' ')}${isLive ? ' live' : ''}`
}

describe('the stretch of a conversation that is shown', () => {
  test('begins with the newest and grows with what comes', () => {
    const stretch = new TimelineStretch(3)
    assert.equal(look(stretch, range(1, 9)), '7 8 9 live')
    assert.equal(look(stretch, range(1, 11)), '7 8 9 10 11 live')
    assert.deepEqual(stretch.need, { older: 0, newer: 0 })
  })

  test('shows older ones when asked, and wants those that the store lacks', () => {
    const stretch = new TimelineStretch(3)
    look(stretch, range(1, 9))
    stretch.older(4)
    assert.equal(look(stretch, range(1, 9)), '3 4 5 6 7 8 9 live')
    assert.equal(stretch.need.older, 0)
    stretch.older(4)
    assert.equal(look(stretch, ['-', ...range(2, 9)]), '- 2 3 4 5 6 7 8 9 live')
    assert.equal(stretch.need.older, 3)
    assert.equal(look(stretch, ['-', ...range(0, 9)]), '- 0 1 2 3 4 5 6 7 8 9 live')
    assert.equal(stretch.need.older, 1)
    assert.equal(look(stretch, range(0, 9)), '0 1 2 3 4 5 6 7 8 9 live')
    assert.equal(stretch.need.older, 0, 'nothing lies before the first event')
  })

  test('wants more from the beginning where the store has too little', () => {
    const stretch = new TimelineStretch(5)
    assert.equal(look(stretch, ['-', 8, 9]), '- 8 9 live')
    assert.equal(stretch.need.older, 3)
  })

  test('stays where it is around an event while new ones come, and goes on from there', () => {
    const stretch = new TimelineStretch(4)
    stretch.around(idOf(5))
    assert.equal(look(stretch, range(1, 20)), '3 4 5 6')
    assert.equal(look(stretch, range(1, 21)), '3 4 5 6')
    stretch.newer(3)
    assert.equal(look(stretch, range(1, 21)), '3 4 5 6 7 8 9')
    stretch.live()
    assert.equal(look(stretch, range(1, 21)), '18 19 20 21 live')
  })

  test('becomes live when its newer end is reached', () => {
    const stretch = new TimelineStretch(4)
    stretch.around(idOf(5))
    look(stretch, range(1, 8))
    stretch.newer(10)
    assert.equal(look(stretch, range(1, 8)), '3 4 5 6 7 8 live')
    assert.equal(look(stretch, range(1, 9)), '3 4 5 6 7 8 9 live')
  })

  test('lets the older end go when it grows beyond its limit, and the newer one for somebody who looks back', () => {
    const live = new TimelineStretch(400)
    look(live, range(1, 400))
    assert.equal(look(live, range(1, 900)).startsWith('101 102 '), true)

    const back = new TimelineStretch(400)
    look(back, range(1, 900))
    back.older(450)
    const shown = look(back, range(1, 900))
    assert.equal(shown.startsWith('51 52 ') && shown.endsWith(' 850'), true)
    back.newer(10)
    assert.equal(look(back, range(1, 900)).endsWith(' 860'), true)
  })

  test('an empty room is asked for again until there is something', () => {
    const stretch = new TimelineStretch(3)
    assert.equal(look(stretch, []), ' live')
    assert.equal(look(stretch, [1]), '1 live')
  })
})

describe('gaps of a window', () => {
  test('are told apart by where they lie', () => {
    const slice = read(['-', 1, '-', 2, 3, '-', 4], { kind: 'range', first: idOf(1), last: idOf(3) })
    const { before, between, after } = gapsInView(slice.rows, slice)
    assert.deepEqual([before?.position, between.map(({ position }) => position), after?.position], [0, [2], 5])
  })

  test('go with the rows that were trimmed off', () => {
    const slice = read(['-', 1, '-', 2, 3], { kind: 'newest', count: 3 })
    const { before, between } = gapsInView(slice.rows.slice(2), slice)
    assert.deepEqual([before?.position, between], [2, []])
  })

  test('one in an otherwise empty window lies before whatever comes', () => {
    const slice = read(['-'], { kind: 'newest', count: 3 })
    const rows = [rowOf('-', 0)]
    const gaps = [{ position: 0, hasBackToken: true, hasForwardToken: false }]
    assert.equal(gapsInView(rows, { rows, gaps }).before?.position, 0)
    assert.equal(slice.first, null)
  })
})
