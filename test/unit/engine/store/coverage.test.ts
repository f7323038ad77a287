import assert from 'node:assert/strict'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { describe, test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { openDatabase } from '../../../../main/engine/store/database.ts'
import { migrations } from '../../../../main/engine/store/migrations/index.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { coverageSql, readCoverage } from '../../../../main/engine/store/tables/coverage.ts'
import { ensureRoom } from '../../../../main/engine/store/tables/rooms.ts'
import type { RoomId } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const key = new Uint8Array(32).fill(4)

function storeOf(context: TestContext, file = ':memory:'): Store {
  const store = new Store({ file, key, log: silentLog })
  context.after(() => store.dispose())
  return store
}

type Room = { readonly membership?: string; readonly isSpace?: boolean; readonly from: number | null }

function putRooms(store: Store, rooms: readonly Room[]): void {
  store.write((writer) => rooms.forEach(({ membership = 'join', isSpace = false, from }, at) => {
    const room = ensureRoom(writer, `!${at}:x` as RoomId)
    writer.run('UPDATE room SET membership = ?, is_space = ?, complete_from = ? WHERE room = ?', membership, Number(isSpace), from, room)
  }))
}

const readAll = (store: Store) => store.read((reader) => readCoverage(reader, null))

describe('how much of the history of all rooms is here', () => {
  test('counts rooms that we are in, and dates from the one of which the least is here', (context) => {
    const store = storeOf(context)
    assert.deepEqual(readAll(store), { rooms: 0, completeRooms: 0, from: 0 })
    putRooms(store, [
      { from: 0 }, { from: 500 }, { from: 900 }, { membership: 'leave', from: 7_000 }, { membership: 'invite', from: null },
      { isSpace: true, from: 8_000 },
    ])
    assert.deepEqual(readAll(store), { rooms: 3, completeRooms: 1, from: 900 })
  })

  test('is from the beginning when every room is whole', (context) => {
    const store = storeOf(context)
    putRooms(store, [{ from: 0 }, { from: 0 }])
    assert.deepEqual(readAll(store), { rooms: 2, completeRooms: 2, from: 0 })
  })

  test('says no date while nothing is known of one of them', (context) => {
    const store = storeOf(context)
    putRooms(store, [{ from: 0 }, { from: null }, { from: 900 }])
    assert.deepEqual(readAll(store), { rooms: 3, completeRooms: 1, from: null })
  })

  test('is told of one room, though we have left it', (context) => {
    const store = storeOf(context)
    putRooms(store, [{ from: 0 }, { membership: 'leave', from: 700 }])
    const read = (roomId: string) => store.read((reader) => readCoverage(reader, reader.get<{ room: number }>(
      'SELECT room FROM room WHERE room_id = ?', roomId)?.room ?? -1))
    assert.deepEqual(read('!1:x'), { rooms: 1, completeRooms: 0, from: 700 })
    assert.deepEqual(read('!0:x'), { rooms: 1, completeRooms: 1, from: 0 })
  })

  test('of 10,000 rooms is read from an index alone, within 5 ms', (context) => {
    const store = storeOf(context)
    putRooms(store, Array.from({ length: 10_000 }, (_, at) => ({ from: at })))
    const plan = store.read((reader) => reader.plan(coverageSql)).join('; ')
    assert.match(plan, /USING COVERING INDEX room_coverage/u)
    const times = Array.from({ length: 9 }, () => {
      const begun = performance.now()
      assert.equal(readAll(store).rooms, 10_000)
      return performance.now() - begun
    }).sort((one, other) => one - other)
    assert.equal((times[4] ?? NaN) <= 5, true, `${times[4]} ms`)
  })
})

test('an older database is told what it holds, as if it had been noted all along', async (context) => {
  const file = join(await tempFolderFor(context), 'store.db')
  const before = openDatabase({ file, key, migrations: migrations.filter(({ version }) => version < 6) })
  const histories: readonly { readonly gaps: readonly number[]; readonly times: readonly number[]; readonly from: number | null }[] = [
    { gaps: [], times: [], from: null },
    { gaps: [], times: [10, 20], from: 0 },
    { gaps: [-5], times: [30], from: 30 },
    { gaps: [-5], times: [30, 40], from: 40 },
    { gaps: [-5, 1.5], times: [10, 20, 30, 40, 50, 60, 70, 80], from: 50 },
    { gaps: [-5], times: [0, 99_999, 50, 60, 0, 80], from: 50 },
    { gaps: [-5], times: [0, 0, 0], from: 1 },
    { gaps: [9], times: [10, 20], from: null },
  ]
  histories.forEach(({ gaps, times }, room) => {
    before.prepare("INSERT INTO room (room, room_id, membership, name, search_name, section) VALUES (?, ?, 'join', '', '', 'rooms')").run(room, `!${room}:x`)
    const event = before.prepare(
      "INSERT INTO event (room, event_id, position, is_shown, sender, type, ts, json) VALUES (?, ?, ?, 1, '@a:x', 't', ?, '{}')")
    times.forEach((ts, position) => event.run(room, `$${position}`, position * 2, ts))
    event.run(room, '$unplaced', null, 5)
    for (const position of gaps) before.prepare('INSERT INTO gap (room, position) VALUES (?, ?)').run(room, Math.floor(position * 2))
  })
  before.close()
  const store = storeOf(context, file)
  const found = histories.map((_, room) => store.read((reader) => readCoverage(reader, room)).from)
  assert.deepEqual(found, histories.map(({ from }) => from))
})
