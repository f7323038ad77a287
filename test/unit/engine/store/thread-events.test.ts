import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RoomId } from '../../../../preload/contract/index.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { refreshUnread } from '../../../../main/engine/rooms/unread.ts'
import { openDatabase } from '../../../../main/engine/store/database.ts'
import { migrations } from '../../../../main/engine/store/migrations/index.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { readRoom } from '../../../../main/engine/store/tables/rooms.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'
import { me } from '../rooms/house.ts'

const key = new Uint8Array(32).fill(9)
const roomId = '!a:x' as RoomId

test('what was said in threads in a database of before is counted', async (context) => {
  const file = join(await tempFolderFor(context), 'store.db')
  const before = openDatabase({ file, key, migrations: migrations.filter(({ version }) => version < 9) })
  before.prepare("INSERT INTO room (room, room_id, membership, name, search_name, section) VALUES (1, ?, 'join', '', '', 'rooms')").run(roomId)
  const said = before.prepare(
    "INSERT INTO event (room, event_id, position, is_shown, is_counted, sender, type, ts, thread, json) VALUES (1, ?, ?, 1, 1, '@b:x', 'm', 1, ?, '{}')",
  )
  ;[null, null, '$1', '$1'].forEach((thread, at) => said.run(`$${at}`, at, thread))
  before.prepare("INSERT INTO receipt (room, user_id, kind, thread, event_id, ts) VALUES (1, ?, 'm.read', 'main', '$0', 1)").run(me.userId)
  before.close()

  const store = new Store({ file, key, log: silentLog })
  context.after(() => store.dispose())
  store.write((writer) => refreshUnread(writer, roomId, me))
  assert.equal(store.read((reader) => readRoom(reader, roomId))?.unread, 3)
})
