import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { MediaDatabase } from '../../../../main/engine/media/media-database.ts'
import { mediaMigrations } from '../../../../main/engine/media/media-migrations.ts'
import { newOutgoingUri } from '../../../../main/engine/media/outgoing.ts'
import { openDatabase } from '../../../../main/engine/store/database.ts'
import type { ContentUri } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

test('what the first version kept, and what waited in it, is there in the next', async (t) => {
  const file = join(await tempFolderFor(t), 'media.db')
  const key = new Uint8Array(32).fill(9)
  const [cached, waiting] = ['mxc://example.org/cached' as ContentUri, newOutgoingUri()]
  const before = openDatabase({ file, key, migrations: mediaMigrations.slice(0, 1) })
  const insert = before.prepare("INSERT INTO media (uri, variant, mimetype, size, is_complete, is_outgoing, used_ts) VALUES (?, '', 'image/png', 3, 1, ?, 0)")
  for (const [uri, isOutgoing] of [[cached, 0], [waiting, 1]] as const) {
    const { lastInsertRowid } = insert.run(uri, isOutgoing)
    before.prepare('INSERT INTO chunk (media, number, bytes) VALUES (?, 0, ?)').run(lastInsertRowid, Buffer.from('abc'))
  }
  before.close()

  const database = new MediaDatabase({ file, key, clock: systemClock, log: silentLog })
  t.after(() => database.dispose())
  const found = [database.find(cached, '', 0), database.findOutgoing(waiting, 0)]
  assert.deepEqual(found.map((entry) => entry && Buffer.from(database.read(entry, 0, 10)).toString()), ['abc', 'abc'])
  database.rename(waiting, { uri: 'mxc://example.org/sent' as ContentUri, variant: '' })
  assert.equal(database.findOutgoing(waiting, 0)?.size, 3)
})
