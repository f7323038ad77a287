import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { readCoverage } from '../../../../main/engine/store/tables/coverage.ts'
import { PagedRoom } from './paged-room.ts'
import { event, idOf, roomId } from './room-fixture.ts'

const letters = 'a b c d e f g h i j k l m n o p q r s t'
/** The time of an event of `letters`, which stand a millisecond apart; the room's beginning is its own word. */
const at = (letter: string): number => letters.split(' ').indexOf(letter)

class CoveredRoom extends PagedRoom {
  constructor(context: TestContext) {
    super(context, letters)
  }

  get from(): number | null {
    return this.store.read((reader) => readCoverage(reader, this.room)).from
  }
}

describe('the time since which a room is whole', () => {
  test('is unknown before anything came, and the beginning where that is here', (context) => {
    const room = new CoveredRoom(context)
    assert.equal(room.from, null)
    room.sync('a', 'c', false)
    assert.equal(room.from, 0)
  })

  test('is the middle one of the five oldest after the last gap, so that it is not one sender who says it', (context) => {
    const room = new CoveredRoom(context)
    room.sync('m', 't')
    assert.equal(room.draw(), '[gap] [m n o p q r s t]')
    assert.equal(room.from, at('o'))
  })

  test('is that of the only event where the server told one', (context) => {
    const room = new CoveredRoom(context)
    room.sync('t', 't')
    assert.equal(room.from, at('t'))
  })

  test('stays while news come without a gap, and moves to the news where there is one', (context) => {
    const room = new CoveredRoom(context)
    room.sync('a', 'f', false)
    room.sync('g', 'h', false)
    assert.equal(room.from, 0)
    room.sync('p', 't')
    assert.equal(room.draw(), '[a b c d e f g h] [gap] [p q r s t]')
    assert.equal(room.from, at('r'))
  })

  test('is unknown when the live end is open', (context) => {
    const room = new CoveredRoom(context)
    room.sync('a', 'f', false)
    room.append([], { limited: true })
    assert.equal(room.from, null)
  })

  test('goes back with every page, and is the beginning when that is reached', async (context) => {
    const room = new CoveredRoom(context)
    room.server.pageSize = 5
    room.sync('p', 't')
    const seen: (number | null)[] = []
    while (room.gap(0) === room.gap(0)) {
      await room.pager.fillGap(roomId, room.gap(0))
      seen.push(room.from)
    }
    assert.deepEqual(seen, [at('m'), at('h'), 0])
  })

  test('is not moved by what fills an older gap', async (context) => {
    const room = new CoveredRoom(context)
    room.sync('c', 'd')
    room.sync('i', 'j')
    room.sync('s', 't')
    assert.equal(room.draw(), '[gap] [c d] [gap] [i j] [gap] [s t]')
    const before = room.from
    await room.pager.fillGap(roomId, room.gap(1))
    await room.pager.fillGap(roomId, room.gap(0))
    assert.equal(room.from, before)
  })

  test('jumps over everything stored when the last gap closes, from either side', async (context) => {
    for (const direction of ['back', 'forward'] as const) {
      const room = new CoveredRoom(context)
      await room.pager.context(roomId, idOf('h'))
      room.sync('l', 'p')
      assert.equal(room.draw(), '[gap] [g h i] [gap] [l m n o p]')
      room.server.pageSize = 4
      await room.pager.fillGap(roomId, room.gap(1), undefined, direction)
      assert.equal(room.draw(), '[gap] [g h i j k l m n o p]', direction)
      assert.equal(room.from, at('i'), direction)
    }
  })

  test('is not touched by a stretch around an event that somebody jumped to', async (context) => {
    const room = new CoveredRoom(context)
    room.sync('s', 't')
    const before = room.from
    await room.pager.context(roomId, idOf('f'))
    assert.equal(room.from, before)
  })

  test('is that of a stretch that the live end turns out to meet', async (context) => {
    const room = new CoveredRoom(context)
    await room.pager.context(roomId, idOf('q'))
    assert.equal(room.from, null)
    room.sync('p', 't')
    assert.equal(room.draw(), '[gap] [p q r s t]')
    assert.equal(room.from, at('r'))
  })

  test('is what it was when the same news come anew after a forgotten position', (context) => {
    const room = new CoveredRoom(context)
    room.sync('a', 'f', false)
    room.sync('d', 'h')
    assert.equal(room.draw(), '[a b c d e f g h]')
    assert.equal(room.from, 0)
  })

  test('is later after leaving and coming back, until what may be seen of the absence is here', async (context) => {
    const room = new CoveredRoom(context)
    room.sync('a', 'e', false)
    room.sync('r', 't')
    assert.equal(room.from, at('s'))
    // The server shows nothing of the time between: a page that ends there is the end of what we may see.
    room.server.answer = () => ({ chunk: [] })
    await room.pager.fillGap(roomId, room.gap(0))
    assert.equal(room.draw(), '[a b c d e r s t]')
    assert.equal(room.from, 0)
  })
})

describe('a time that a sender made up', () => {
  const live = (...times: readonly number[]) => times.map((ts, index) => event(`x${index}`, { origin_server_ts: ts }))

  test('does not make the room whole since long ago, or only from the far future', (context) => {
    for (const lies of [[0, -5, 3_000, 3_100, 3_200, 3_300], [2e15, 9e99, 3_000, 3_100, 3_200, 3_300]]) {
      const room = new CoveredRoom(context)
      room.append(live(...lies), { limited: true, prevBatch: 't3' })
      assert.equal((room.from ?? 0) >= 3_000 && (room.from ?? 0) <= 3_200, true, String(room.from))
    }
  })

  test('is never taken for the beginning', (context) => {
    const room = new CoveredRoom(context)
    room.append(live(0, 0, 0), { limited: true, prevBatch: 't3' })
    assert.equal(room.from, 1)
  })
})
