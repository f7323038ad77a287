import assert from 'node:assert/strict'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { systemClock } from '../../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../../main/engine/base/log.ts'
import { CryptoError } from '../../../../../main/engine/crypto/crypto-error.ts'
import { cryptoFileName, openMachine } from '../../../../../main/engine/crypto/machine/open-machine.ts'
import { Connectivity } from '../../../../../main/engine/matrix/connectivity.ts'
import { StoreError } from '../../../../../main/engine/store/store-error.ts'
import type { DeviceId, UserId } from '../../../../../preload/contract/ids.ts'
import { tempFolderFor } from '../../../../harness/temp-folder.ts'
import { toldHomeserver } from '../../matrix/told-homeserver.ts'

const key = new Uint8Array(32).fill(5)

function deviceOf(test: TestContext, folder: string) {
  const open = async ({ device = 'LAPTOP', user = '@anna:example.org', withKey = key } = {}) => {
    const machine = await openMachine({
      me: { userId: user as UserId, deviceId: device as DeviceId, homeserver: 'https://example.org' },
      folder, key: withKey, homeserver: toldHomeserver({}), sendRoomEvent: () => Promise.reject(new Error('No room here')),
      connectivity: new Connectivity({ clock: systemClock, random: Math.random, log: silentLog }),
      clock: systemClock, random: Math.random, log: silentLog,
    })
    test.after(() => machine.dispose())
    return machine
  }
  return { open }
}

const fingerprint = ({ olm }: Awaited<ReturnType<typeof openMachine>>): string => olm.identityKeys.ed25519.toBase64()

describe('the crypto machine of a device', () => {
  test('is the same one after a restart', async (t) => {
    const { open } = deviceOf(t, await tempFolderFor(t))
    const first = await open()
    const before = fingerprint(first)
    await first.dispose()
    assert.equal(fingerprint(await open()), before)
  })

  test('is another one for another device of the same account', async (t) => {
    const { open } = deviceOf(t, await tempFolderFor(t))
    assert.notEqual(fingerprint(await open()), fingerprint(await open({ device: 'PHONE' })))
  })

  test('is refused with another device’s keys, which stay as they were', async (t) => {
    const folder = await tempFolderFor(t)
    const { open } = deviceOf(t, folder)
    await (await open({ device: 'PHONE' })).dispose()
    const [theirs, ours] = ['PHONE', 'LAPTOP'].map((id) => join(folder, cryptoFileName({ deviceId: id as DeviceId }))) as [string, string]
    await rename(theirs, ours)
    const before = await readFile(ours)
    await assert.rejects(open(), (error) => error instanceof CryptoError && error.code === 'damaged')
    assert.deepEqual(await readFile(ours), before)
  })

  test('is refused with a wrong key, and opens with the right one afterwards', async (t) => {
    const { open } = deviceOf(t, await tempFolderFor(t))
    const first = await open()
    const before = fingerprint(first)
    await first.dispose()
    await assert.rejects(open({ withKey: new Uint8Array(32) }), (error) => error instanceof StoreError && error.code === 'wrong-key')
    assert.equal(fingerprint(await open()), before)
  })

  test('that could not put on the disk what a sync brought says that it knows more than is there', async (t) => {
    const { open } = deviceOf(t, await tempFolderFor(t))
    const machine = await open()
    const news = { toDevice: [], keys: null, kind: 'sliding', isFresh: true } as const
    await machine.takeToDevice(news)
    assert.equal(machine.isAhead, false)
    const full = new StoreError('disk-full', 'The disk is full.')
    t.mock.method(machine.olm, 'markAllTrackedUsersAsDirty', () => Promise.reject(full))
    await assert.rejects(machine.takeToDevice(news), { code: 'disk-full' })
    assert.equal(machine.isAhead, true)
  })
})
