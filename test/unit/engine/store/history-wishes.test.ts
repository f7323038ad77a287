import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { openDatabase } from '../../../../main/engine/store/database.ts'
import { migrations } from '../../../../main/engine/store/migrations/index.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { noteOpened, putWish, readAsked, readLackingOthers, readLackingWished, readWish } from '../../../../main/engine/store/tables/history-wishes.ts'
import { putRoomFacts } from '../../../../main/engine/store/tables/rooms.ts'
import type { RoomId } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const key = new Uint8Array(32).fill(9)
const ids = ['!a:x', '!b:x', '!c:x', '!d:x'] as readonly string[] as readonly RoomId[]

test('what was wished of histories has its place in a database of before, its order, and its end when the room is left', async (context) => {
  const file = join(await tempFolderFor(context), 'store.db')
  const before = openDatabase({ file, key, migrations: migrations.filter(({ version }) => version < 8) })
  ids.forEach((roomId, at) => {
    before.prepare(
      "INSERT INTO room (room, room_id, membership, name, search_name, section, last_ts, complete_from) VALUES (?, ?, 'join', '', '', 'rooms', ?, 1)",
    ).run(at + 1, roomId, at)
    before.prepare('INSERT INTO gap (room, position) VALUES (?, 0)').run(at + 1)
  })
  before.close()

  const store = new Store({ file, key, log: silentLog })
  context.after(() => store.dispose())
  const lacking = () => store.read((reader) => [...readLackingWished(reader), ...readLackingOthers(reader, 10)].map(({ roomId }) => roomId[1]))
  assert.deepEqual(lacking(), ['d', 'c', 'b', 'a'])
  store.write((writer) => {
    noteOpened(writer, ids[0] ?? '' as RoomId, 10)
    noteOpened(writer, ids[1] ?? '' as RoomId, 20)
    putWish(writer, 3, 'asked', 30)
  })
  assert.deepEqual(lacking(), ['c', 'b', 'a', 'd'])
  store.write((writer) => {
    // Looking at a room takes back no wish.
    putWish(writer, 1, 'stopped', 40)
    noteOpened(writer, ids[0] ?? '' as RoomId, 50)
    noteOpened(writer, ids[2] ?? '' as RoomId, 50)
  })
  assert.deepEqual(lacking(), ['c', 'b', 'd'])
  assert.deepEqual(store.read((reader) => readAsked(reader, 10)), [ids[2]])
  store.write((writer) => putRoomFacts(writer, 3, { membership: 'leave' }))
  store.write((writer) => putRoomFacts(writer, 3, { membership: 'join' }))
  assert.equal(store.read((reader) => readWish(reader, 3)), null)
})
