import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { TimelineSlice, TimelineWindow } from '../../../../../main/engine/timeline/read-rows.ts'
import { readTimeline } from '../../../../../main/engine/timeline/read-rows.ts'
import type { RoomId } from '../../../../../preload/contract/index.ts'
import { event, idOf, me, reaction, roomId, RoomFixture } from '../room-fixture.ts'

/** `[gap] [b c] [gap] [f g h]` with a reaction hidden after c. */
function gappyRoom(context: TestContext): RoomFixture {
  const room = new RoomFixture(context)
  room.append([event('b'), event('c'), reaction('x', 'b', '👍')], { limited: true, prevBatch: 't1' })
  room.append([event('f'), event('g'), event('h')], { limited: true, prevBatch: 't2' })
  return room
}

function draw({ rows, atStart, isLive, gaps }: TimelineSlice): string {
  const names = rows.map(({ content, eventId }) => (content.type === 'gap' ? '|' : eventId?.slice(1))).join(' ')
  assert.equal(gaps.length, rows.filter(({ content }) => content.type === 'gap').length)
  return `${atStart ? '^' : ''}${names}${isLive ? '$' : ''}`
}

describe('a window', () => {
  const drawn = (context: TestContext, window: TimelineWindow): string => draw(gappyRoom(context).read(window))

  for (const [window, expected] of [
    [{ kind: 'newest', count: 2 }, 'g h$'],
    [{ kind: 'newest', count: 3 }, '| f g h$'],
    [{ kind: 'newest', count: 4 }, 'c | f g h$'],
    [{ kind: 'newest', count: 9 }, '| b c | f g h$'],
    [{ kind: 'before', eventId: idOf('h'), count: 1 }, 'g'],
    [{ kind: 'before', eventId: idOf('f'), count: 1 }, 'c |'],
    [{ kind: 'before', eventId: idOf('b'), count: 5 }, '|'],
    [{ kind: 'around', eventId: idOf('g'), count: 1 }, 'g'],
    [{ kind: 'around', eventId: idOf('g'), count: 3 }, '| f g h$'],
    [{ kind: 'around', eventId: idOf('c'), count: 3 }, '| b c | f'],
    [{ kind: 'range', first: idOf('c'), last: idOf('f') }, 'c | f'],
    [{ kind: 'range', first: idOf('c'), last: idOf('f'), older: 1, newer: 1 }, '| b c | f g'],
    [{ kind: 'range', first: idOf('g'), last: null }, 'g h$'],
    [{ kind: 'range', first: idOf('g'), last: null, older: 2 }, 'c | f g h$'],
  ] as const) {
    test(`of ${JSON.stringify(window).replace(/["{}]/gu, '')} shows ${expected}`, (context) => {
      assert.equal(drawn(context, window), expected)
    })
  }

  test('at the beginning of a room knows that there is nothing before', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a'), event('b')])
    assert.equal(draw(room.read({ kind: 'newest', count: 2 })), '^a b$')
    assert.equal(draw(room.read({ kind: 'newest', count: 1 })), 'b$')
  })

  test('on an event without a place is none', (context) => {
    const room = gappyRoom(context)
    for (const kind of ['before', 'around'] as const) {
      const window = { kind, eventId: idOf('d'), count: 5 }
      assert.equal(room.store.read((reader) => readTimeline(reader, { roomId, me, window, bodies: room.bodies })), null)
    }
  })

  test('on a room of which nothing is known is empty', (context) => {
    const room = new RoomFixture(context)
    const window = { kind: 'newest', count: 5 } as const
    const unknown = '!none:example.org' as RoomId
    const slice = room.store.read((reader) => readTimeline(reader, { roomId: unknown, me, window, bodies: room.bodies }))
    assert.deepEqual(slice?.rows, [])
    assert.equal(draw(room.read(window)), '^$')
  })

  test('asked for again by its ends is the same, whatever came since', (context) => {
    const room = gappyRoom(context)
    const { first, last } = room.read({ kind: 'before', eventId: idOf('h'), count: 2 })
    room.append([event('i')])
    assert.ok(first && last)
    assert.equal(draw(room.read({ kind: 'range', first, last })), '| f g')
  })

  test('shows how fetching its gaps goes', (context) => {
    const room = gappyRoom(context)
    const { rows } = room.read({ kind: 'newest', count: 3 }, { gapState: () => ({ state: 'failed', reason: 'No network.' }) })
    assert.deepEqual(rows[0]?.content, { type: 'gap', state: 'failed', reason: 'No network.' })
    assert.deepEqual(room.read({ kind: 'newest', count: 3 }).rows[0]?.content, { type: 'gap', state: 'waiting', reason: null })
  })

  test('says which ways into a gap there are', (context) => {
    const ways = gappyRoom(context).read().gaps.map(({ hasBackToken, hasForwardToken }) => [hasBackToken, hasForwardToken])
    assert.deepEqual(ways, [[true, false], [true, false]])
  })
})
