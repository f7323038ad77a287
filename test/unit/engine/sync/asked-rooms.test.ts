import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AskedRooms } from '../../../../main/engine/sync/asked-rooms.ts'
import type { RoomId } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

const [hall, attic, cellar] = ['!hall:example.org', '!attic:example.org', '!cellar:example.org'] as RoomId[] as [RoomId, RoomId, RoomId]

function setUp() {
  const clock = new ManualClock()
  const seen = { turns: 0 }
  const rooms = new AskedRooms({ clock, turnAround: () => { seen.turns += 1 } })
  return { clock, rooms, seen }
}

describe('a room that is opened', () => {
  test('is asked for at once where nothing is being asked', () => {
    const { rooms, seen } = setUp()
    rooms.show([hall])
    assert.equal(seen.turns, 1)
    assert.deepEqual(rooms.asks(true), [hall])
  })

  test('breaks off the waiting for news when somebody stays in it', async () => {
    const { clock, rooms, seen } = setUp()
    rooms.asks(true)
    rooms.show([hall])
    await clock.advance(150)
    assert.equal(seen.turns, 0)
    await clock.advance(100)
    assert.equal(seen.turns, 1)
  })

  test('breaks off nothing when it is only passed by, and the one that is stayed in does so once', async () => {
    const { clock, rooms, seen } = setUp()
    rooms.asks(true)
    for (const room of [hall, attic, cellar]) {
      rooms.show([room])
      await clock.advance(100)
    }
    assert.equal(seen.turns, 0)
    rooms.show([cellar])
    await clock.advance(300)
    assert.equal(seen.turns, 1)
  })

  test('waits for the answer of a question that is not held back, and is asked for by the next', async () => {
    const { clock, rooms, seen } = setUp()
    rooms.asks(false)
    rooms.show([hall])
    await clock.advance(1_000)
    rooms.answered()
    assert.deepEqual(rooms.asks(true), [hall])
    await clock.advance(1_000)
    assert.equal(seen.turns, 0)
  })

  test('is no reason to ask anew once it is closed, or was asked for meanwhile', async () => {
    const { clock, rooms, seen } = setUp()
    rooms.asks(true)
    rooms.show([hall])
    rooms.show([])
    await clock.advance(1_000)
    rooms.show([attic])
    rooms.answered()
    rooms.asks(true)
    rooms.show([attic])
    await clock.advance(1_000)
    assert.equal(seen.turns, 0)
  })
})
