import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { putSyncPosition } from '../../../../main/engine/store/tables/sync-position.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

/** Each commits a page or two: without checkpoints they would take 20 MB and more. */
const rounds = 5_000

test('rounds without news, each with a new position, let neither the log nor the database grow', async (context) => {
  const file = join(await tempFolderFor(context), 'store.db')
  const store = new Store({ file, key: new Uint8Array(32).fill(5), log: silentLog })
  context.after(() => store.dispose())
  const before = store.size
  for (let round = 0; round < rounds; round += 1) {
    store.write((writer) => putSyncPosition(writer, 'sliding', { position: `p${round}`, toDevice: 'd', connection: 1, isComplete: true }))
  }
  assert.ok(statSync(`${file}-wal`).size < 8 * 1024 * 1024, `${statSync(`${file}-wal`).size}`)
  assert.equal(store.size, before)
})
