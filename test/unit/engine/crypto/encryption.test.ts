import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Encryption } from '../../../../main/engine/crypto/encryption.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Homeserver, JsonRequest } from '../../../../main/engine/matrix/homeserver.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import type { DeviceId, UserId } from '../../../../preload/contract/index.ts'
import { KeyServer } from '../../../harness/key-server.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

/** The encryption of an account that a test closes. */
async function closable(t: TestContext, change: (homeserver: Homeserver) => Homeserver = (same) => same) {
  const folder = await tempFolderFor(t)
  const me = { userId: '@alice:one.test' as UserId, deviceId: 'A' as DeviceId, homeserver: 'https://one.test' }
  const key = new Uint8Array(32)
  const store = new Store({ file: ':memory:', key, log: silentLog })
  t.after(() => store.dispose())
  const nowhere = () => Promise.reject(new Error('There are no rooms here'))
  const encryption = new Encryption({
    me, folder, key, store, homeserver: change(new KeyServer().for(me.userId, me.deviceId)), sendRoomEvent: nowhere, openDirectRoom: nowhere,
    connectivity: new Connectivity({ clock: systemClock, random: () => 0, log: silentLog }),
    onAhead: () => undefined, excludeUnsigned: () => false, clock: systemClock, random: () => 0, log: silentLog,
  })
  return { encryption, folder }
}

test('the encryption of an account that is closed opens no keys any more, whoever comes late', async (t) => {
  const { encryption, folder } = await closable(t)
  await encryption.dispose()
  await assert.rejects(encryption.open(), { name: 'CryptoError', code: 'cancelled' })
  assert.deepEqual(readdirSync(folder), [])
})

test('the encryption of an account is closed when nothing of it is under way any more', async (t) => {
  const { encryption, folder, asked } = await slowToEnd(t)
  await encryption.open()
  const ended: string[] = []
  const begin = (name: string, work: Promise<unknown>): void => void work.catch(() => undefined).finally(() => ended.push(name))
  begin('keys', encryption.keyFiles.export(join(folder, 'keys.txt'), 'passphrase'))
  begin('backup', encryption.backup.check())
  begin('identity', encryption.identity.settle())
  begin('recovery', encryption.recovery.setUp({}))
  await asked
  await encryption.dispose()
  assert.deepEqual(ended.toSorted(), ['backup', 'identity', 'keys', 'recovery'])
  await assert.rejects(encryption.backup.check())
})

const nothing = () => Promise.reject(new HomeserverError('unsupported'))

/** Its homeserver answers nothing, and takes a moment to give up. */
async function slowToEnd(t: TestContext) {
  const asked = Promise.withResolvers<void>()
  const wait = async ({ signal }: JsonRequest): Promise<never> => {
    asked.resolve()
    if (signal?.aborted !== true) await once(signal ?? new AbortController().signal, 'abort')
    await pause(100)
    throw new HomeserverError('aborted')
  }
  const { encryption, folder } = await closable(t, ({ baseUrl }) => ({ baseUrl, json: wait, upload: nothing, download: nothing }))
  return { encryption, folder, asked: asked.promise }
}
