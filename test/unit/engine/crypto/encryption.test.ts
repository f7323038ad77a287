import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Encryption } from '../../../../main/engine/crypto/encryption.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import type { DeviceId, UserId } from '../../../../preload/contract/index.ts'
import { KeyServer } from '../../../harness/key-server.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

test('the encryption of an account that is closed opens no keys any more, whoever comes late', async (t) => {
  const folder = await tempFolderFor(t)
  const me = { userId: '@alice:one.test' as UserId, deviceId: 'A' as DeviceId, homeserver: 'https://one.test' }
  const key = new Uint8Array(32)
  const store = new Store({ file: ':memory:', key, log: silentLog })
  t.after(() => store.dispose())
  const nowhere = () => Promise.reject(new Error('There are no rooms here'))
  const encryption = new Encryption({
    me, folder, key, store, homeserver: new KeyServer().for(me.userId, me.deviceId), sendRoomEvent: nowhere, openDirectRoom: nowhere,
    connectivity: new Connectivity({ clock: systemClock, random: () => 0, log: silentLog }),
    excludeUnsigned: () => false, clock: systemClock, random: () => 0, log: silentLog,
  })
  await encryption.dispose()
  await assert.rejects(encryption.open(), { name: 'CryptoError', code: 'cancelled' })
  assert.deepEqual(readdirSync(folder), [])
})
