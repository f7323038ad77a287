import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { createLog, lineSink } from '../../../../../main/engine/base/log.ts'
import { HomeserverError } from '../../../../../main/engine/matrix/errors.ts'
import type { UserId } from '../../../../../preload/contract/index.ts'
import { CryptoDevice, type CryptoDeviceOptions } from '../../../../harness/crypto-device.ts'
import { eventually } from '../../../../harness/eventually.ts'
import { KeyServer } from '../../../../harness/key-server.ts'

const [alice, bob] = ['@alice:one.test', '@bob:one.test'] as UserId[] as [UserId, UserId]

async function open(t: TestContext, server: KeyServer, user: string, device: string, options: CryptoDeviceOptions = {}): Promise<CryptoDevice> {
  const opened = await CryptoDevice.open(server, user, device, options)
  t.after(() => opened.machine.dispose())
  return opened
}

describe('the requests of a crypto machine', () => {
  test('upload this device with its one-time keys and a fallback key, and more when they run low', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    assert.equal(server.oneTimeKeys(alice, 'A').size, 50)
    await device.sync()
    assert.deepEqual(server.unusedFallback(alice, 'A'), ['signed_curve25519'])
    const keys = server.oneTimeKeys(alice, 'A')
    for (const name of [...keys.keys()].slice(0, 30)) keys.delete(name)
    await device.sync()
    assert.equal(server.oneTimeKeys(alice, 'A').size, 50)
  })

  test('as few keys as before the last upload call for another one, and what is told again and again is taken in once', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    const { olm } = device.machine
    const taken = t.mock.method(olm, 'receiveSyncChanges')
    const use = (): void => {
      const keys = server.oneTimeKeys(alice, 'A')
      for (const name of [...keys.keys()].slice(0, 30)) keys.delete(name)
    }
    for (let time = 0; time < 5; time += 1) await device.sync()
    assert.equal(taken.mock.callCount(), 2, 'once as it was, and once with the fallback key that it lacked')
    for (let time = 0; time < 2; time += 1) {
      use()
      await device.sync()
      assert.equal(server.oneTimeKeys(alice, 'A').size, 50)
    }
  })

  test('TestNotificationClientDupeOTKUpload: leave out one-time keys whose names the server has used otherwise, say so once, and go on', async (t) => {
    const server = new KeyServer()
    // What the same device had uploaded before its computer was put back to an older state.
    await open(t, server, alice, 'A')
    const before = new Map(server.oneTimeKeys(alice, 'A'))
    const lines: string[] = []
    const device = await open(t, server, alice, 'A', { log: createLog(lineSink((line) => lines.push(line)), 'info') })
    assert.deepEqual([...server.oneTimeKeys(alice, 'A')], [...before])
    assert.equal(server.seenAt('/keys/upload').length, 3)
    assert.equal(lines.filter((line) => line.includes('put back to an older state')).length, 1)
    // The next keys have names of their own.
    for (const name of before.keys()) server.oneTimeKeys(alice, 'A').delete(name)
    await device.sync()
    assert.equal(server.seenAt('/keys/upload').length, 4)
    assert.equal(server.oneTimeKeys(alice, 'A').size, 50)
  })

  test('give up an upload that is refused for whatever is in it, without end', async (t) => {
    const server = new KeyServer()
    server.fail = ({ path }) => {
      if (!path.endsWith('/keys/upload')) return
      throw new HomeserverError('bad-request', { status: 400, detail: 'It says: One time key signed_curve25519:zzzz already exists.' })
    }
    await assert.rejects(open(t, server, alice, 'A'), HomeserverError)
    assert.equal(server.seenAt('/keys/upload').length <= 2, true)
  })

  test('an upload that hangs keeps nobody from being asked for their devices', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    await open(t, server, bob, 'B')
    const never = Promise.withResolvers<void>()
    server.fail = ({ path }) => (path.endsWith('/keys/upload') ? never.promise : undefined)
    server.oneTimeKeys(alice, 'A').clear()
    device.machine.outgoing.start()
    const keys = { deviceLists: { changed: [], left: [] }, oneTimeKeyCounts: new Map([['signed_curve25519', 0]]), unusedFallbackKeyTypes: undefined }
    await device.machine.takeToDevice({ toDevice: [], keys, kind: 'v2', isFresh: false })
    await eventually('the upload', async () => server.seenAt('/keys/upload').length === 3)
    const { wasm, olm } = device.machine
    await olm.updateTrackedUsers([new wasm.UserId(bob)])
    await device.machine.outgoing.query(new Set([bob]))
    assert.ok(await olm.getDevice(new wasm.UserId(bob), new wasm.DeviceId('B')))
    assert.equal(server.seenAt('/keys/upload').length, 3)
    never.resolve()
  })

  test('a fallback key that a sync asks for while other keys are on their way is uploaded all the same', async (t) => {
    const server = new KeyServer()
    const held = Promise.withResolvers<void>()
    server.fail = ({ path }) => (path.endsWith('/keys/upload') ? held.promise : undefined)
    const device = await open(t, server, alice, 'A', { isUploaded: false })
    device.machine.outgoing.start()
    await eventually('the upload', async () => server.seenAt('/keys/upload').length === 1)
    const keys = { deviceLists: { changed: [], left: [] }, oneTimeKeyCounts: new Map(), unusedFallbackKeyTypes: [] }
    await device.machine.takeToDevice({ toDevice: [], keys, kind: 'sliding', isFresh: false })
    held.resolve()
    await eventually('the fallback key', async () => server.unusedFallback(alice, 'A').length === 1)
    assert.equal(server.oneTimeKeys(alice, 'A').size, 50)
  })

  test('queries of many who ask at once are one, and an answer that came while others asked counts', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    await open(t, server, bob, 'B')
    const { wasm, olm, outgoing } = device.machine
    outgoing.start()
    await olm.updateTrackedUsers([new wasm.UserId(bob)])
    const before = server.seenAt('/keys/query').length
    await Promise.all(Array.from({ length: 10 }, () => outgoing.query(new Set([bob]))))
    assert.equal(server.seenAt('/keys/query').length, before + 1)
  })

  test('a count of one-time keys that sliding sync does not say is not zero', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    const keys = { deviceLists: { changed: [], left: [] }, oneTimeKeyCounts: undefined, unusedFallbackKeyTypes: undefined }
    for (const told of [keys, null]) await device.machine.takeToDevice({ toDevice: [], keys: told, kind: 'sliding', isFresh: false })
    await device.machine.outgoing.flush()
    assert.equal(server.seenAt('/keys/upload').length, 1)
  })

  test('TestMultiprocessInitialE2EESyncDoesntDropDeviceListUpdates: everybody is asked about anew after a connection that began afresh', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    await open(t, server, bob, 'B')
    const { wasm, olm } = device.machine
    await olm.updateTrackedUsers([new wasm.UserId(bob)])
    await device.machine.outgoing.flush()
    await open(t, server, bob, 'B2')
    await device.machine.takeToDevice({ toDevice: [], keys: null, kind: 'sliding', isFresh: true })
    await device.machine.outgoing.flush()
    assert.ok(await olm.getDevice(new wasm.UserId(bob), new wasm.DeviceId('B2')))
  })

  test('malformed keys of one device, and an answer that is none, harm nobody else', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    await open(t, server, bob, 'B')
    const { wasm, olm, outgoing } = device.machine
    const homeserver = server.for(bob, 'BAD')
    const forged = { user_id: bob, device_id: 'BAD', algorithms: [1, null], keys: { 'curve25519:BAD': '!' }, signatures: [] }
    await homeserver.json({ method: 'POST', path: '/_matrix/client/v3/keys/upload' as never, body: { device_keys: forged } })
    await olm.updateTrackedUsers([new wasm.UserId(bob)])
    await outgoing.flush()
    assert.ok(await olm.getDevice(new wasm.UserId(bob), new wasm.DeviceId('B')))
    assert.equal(await olm.getDevice(new wasm.UserId(bob), new wasm.DeviceId('BAD')), undefined)
    assert.equal(await outgoing.claim([bob]), true)
  })
})
