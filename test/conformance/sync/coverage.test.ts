import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { roomKey } from '../../../main/engine/store/tables/rooms.ts'
import { readCoverage } from '../../../main/engine/store/tables/coverage.ts'
import type { RoomId } from '../../../preload/contract/index.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { protocols, setScene, type Device } from './device.ts'

const alice = '@alice:example.org'
const me = '@me:example.org'
const hall = '!hall:example.org'

const wholeSince = (device: Device): number | null => device.store.read((reader) =>
  readCoverage(reader, roomKey(reader, hall as RoomId) ?? -1).from)

/** As it follows from what is stored: the middle one of the five oldest times after the last gap, nothing where there is none. */
function follows(device: Device): number | null {
  return device.store.read((reader) => {
    const room = roomKey(reader, hall as RoomId) ?? -1
    const gap = reader.get<{ position: number | null }>('SELECT max(position) AS position FROM gap WHERE room = ?', room)?.position ?? null
    const times = reader.all<{ ts: number }>(
      'SELECT ts FROM event WHERE room = ? AND position > ? ORDER BY position LIMIT 5', room, gap ?? Number.MIN_SAFE_INTEGER,
    ).map(({ ts }) => ts).toSorted((one, other) => one - other)
    return gap === null && times.length > 0 ? 0 : times[Math.floor(times.length / 2)] ?? null
  })
}

const series = (word: string, count: number): readonly string[] => Array.from({ length: count }, (_, at) => `${word} ${at}`)

for (const protocol of protocols) {
  test(`since when a room is whole is true after every response, by ${protocol}`, async (t) => {
    const world = new World()
    const { homeserver, device } = await setScene(t, world, { protocol })
    const room = world.room(hall, { name: 'The hall' })
    const sayAll = (texts: readonly string[]): void => { for (const text of texts) room.say(alice, text) }
    const dates: (number | null)[] = []
    const step = async (): Promise<number> => {
      await device.sync.catchUp()
      assert.equal(wholeSince(device), follows(device))
      dates.push(wholeSince(device))
      return dates.at(-1) ?? NaN
    }
    sayAll(series('before', 60))
    const first = await step()
    assert.ok(first > 0)
    sayAll(['a word'])
    assert.equal(await step(), first)
    sayAll(series('a burst', 80))
    const burst = await step()
    assert.ok(burst > first)
    homeserver.forgetPositions()
    assert.equal(await step(), burst)
    room.setMember(me, 'leave')
    await step()
    sayAll(series('while away', 80))
    room.setMember(me, 'join')
    sayAll(['back'])
    const back = await step()
    assert.ok(back > burst, JSON.stringify(dates))
    assert.ok(device.timeline(hall).includes('…'))
  })
}

describe('a room told whole', () => {
  for (const protocol of protocols) {
    test(`is whole from its beginning, by ${protocol}`, async (t) => {
      const world = new World()
      const { device } = await setScene(t, world, { protocol })
      world.room(hall, { name: 'The hall' }).say(alice, 'one')
      await device.sync.catchUp()
      assert.deepEqual([wholeSince(device), follows(device)], [0, 0])
    })
  }
})
