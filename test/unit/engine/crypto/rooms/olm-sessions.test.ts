import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { systemClock } from '../../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../../main/engine/base/log.ts'
import type { JsonRecord } from '../../../../../main/engine/base/json.ts'
import { RoomEncryption } from '../../../../../main/engine/crypto/rooms/room-encryption.ts'
import { HomeserverError } from '../../../../../main/engine/matrix/errors.ts'
import { Store } from '../../../../../main/engine/store/store.ts'
import { ensureRoom } from '../../../../../main/engine/store/tables/rooms.ts'
import type { RoomId, UserId } from '../../../../../preload/contract/index.ts'
import { CryptoDevice, type CryptoDeviceOptions } from '../../../../harness/crypto-device.ts'
import { KeyServer } from '../../../../harness/key-server.ts'
import { tempFolderFor } from '../../../../harness/temp-folder.ts'

// By the names of complement-crypto, and of what its list says that nobody tests: keys on their way from device to device.

const [one, two] = ['!one:one.test', '!two:one.test'] as RoomId[] as [RoomId, RoomId]
const [alice, bob, carol] = ['@alice:one.test', '@bob:one.test', '@carol:two.test'] as UserId[] as [UserId, UserId, UserId]

async function open(t: TestContext, server: KeyServer, user: string, device: string, options: CryptoDeviceOptions = {}): Promise<CryptoDevice> {
  const opened = await CryptoDevice.open(server, user, device, options)
  t.after(() => opened.machine.dispose())
  return opened
}

type Say = (roomId: RoomId, recipients: readonly UserId[], body: string) => Promise<JsonRecord>

/** What a device says, which keeps its account's store as long as the test. */
function speaker(t: TestContext, device: CryptoDevice): Say {
  const store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog })
  t.after(() => store.dispose())
  store.write((writer) => [one, two].map((roomId) => ensureRoom(writer, roomId)))
  const encryption = new RoomEncryption({ open: async () => device.machine, store, clock: { ...systemClock, sleep: async () => undefined } })
  return (roomId, recipients, body) => encryption.encrypt(roomId, async () => ({
    roomId, recipients, invited: [], historyVisibility: 'shared', rotationMs: null, rotationMessages: null, excludeUnsigned: false,
  }), { type: 'm.room.message', content: { msgtype: 'm.text', body } })
}

async function reads(device: CryptoDevice, roomId: RoomId, sender: UserId, content: JsonRecord): Promise<unknown> {
  const clear = await device.decrypt(roomId, sender, content)
  return (clear['content'] as JsonRecord)['body']
}

describe('keys from device to device', () => {
  test('TestToDeviceMessagesAreBatched: go to more than a hundred devices with one request', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    await Promise.all(Array.from({ length: 101 }, (_, index) => open(t, server, bob, `B${index}`)))
    await speaker(t, device)(one, [alice, bob], 'to all of you')
    const given = server.seenAt('/sendToDevice/m.room.encrypted')
    assert.deepEqual(given.map(({ body }) => Object.keys((body['messages'] as Record<string, object>)[bob] ?? {}).length), [101])
  })

  test('TestNewUserCannotGetKeysForOfflineServer: reach whose server was away once it is back', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    const away = await open(t, server, carol, 'C')
    const say = speaker(t, device)
    server.unreachable.add('two.test')
    await say(one, [alice, carol], 'not for you yet')
    server.unreachable.clear()
    // The machine leaves a server that failed alone for a quarter of a minute; her own question about us ends that.
    await away.machine.olm.updateTrackedUsers([new away.machine.wasm.UserId(alice)])
    const deadline = Date.now() + 40_000
    for (;;) {
      const content = await say(one, [alice, carol], 'for you')
      await away.sync()
      const text = await reads(away, one, alice, content).catch(() => null)
      if (text === 'for you') break
      assert.ok(Date.now() < deadline, 'the server is never asked again')
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  })

  test('TestExistingSessionCannotGetKeysForOfflineServer: need no keys of a server that is away where a session stands, in any room', async (t) => {
    const server = new KeyServer()
    const device = await open(t, server, alice, 'A')
    const away = await open(t, server, carol, 'C')
    const say = speaker(t, device)
    await say(one, [alice, carol], 'we know each other')
    server.unreachable.add('two.test')
    const content = await say(two, [alice, carol], 'in another room')
    await away.sync()
    assert.equal(await reads(away, two, alice, content), 'in another room')
  })

  test('that went half out before the process ended go out whole after it, the same as before', async (t) => {
    const server = new KeyServer()
    const folder = await tempFolderFor(t)
    const first = await CryptoDevice.open(server, alice, 'A', { folder })
    const reader = await open(t, server, bob, 'B')
    server.fail = ({ path }) => {
      if (path.includes('/sendToDevice/')) throw new HomeserverError('offline')
    }
    const say = speaker(t, first)
    await assert.rejects(say(one, [alice, bob], 'never mind'))
    await first.machine.dispose()
    server.fail = () => undefined
    const again = await open(t, server, alice, 'A', { folder })
    await again.machine.outgoing.flush()
    const [lost] = server.seenAt('/sendToDevice/')
    const { olm, wasm } = again.machine
    const pending = await olm.shareRoomKey(new wasm.RoomId(one), [new wasm.UserId(alice), new wasm.UserId(bob)], new wasm.EncryptionSettings())
    assert.deepEqual(pending.map(({ txn_id: id, body }) => [lost?.path.endsWith(id), JSON.parse(body)]), [[true, lost?.body]])
    for (const request of pending) await again.machine.outgoing.send(request)
    await reader.sync()
    assert.equal((await reader.machine.olm.exportRoomKeys(() => true)).includes(one), true)
  })

  test('a one-time key that was given out twice serves the first who comes, and harms neither', async (t) => {
    const server = new KeyServer()
    const [first, second, reader] = [await open(t, server, alice, 'A'), await open(t, server, carol, 'C'), await open(t, server, bob, 'B')]
    const [name = '', key] = [...server.oneTimeKeys(bob, 'B')][0] ?? []
    const [fromAlice, fromCarol] = [speaker(t, first), speaker(t, second)]
    const early = await fromAlice(one, [alice, bob], 'the first')
    // The server forgot that the key is gone.
    const rest = [...server.oneTimeKeys(bob, 'B')]
    server.oneTimeKeys(bob, 'B').clear()
    for (const [other, value] of [[name, key] as const, ...rest]) server.oneTimeKeys(bob, 'B').set(other, value)
    const late = await fromCarol(two, [carol, bob], 'the second')
    await reader.sync()
    assert.equal(await reads(reader, one, alice, early), 'the first')
    await assert.rejects(reads(reader, two, carol, late))
    assert.equal(await reads(reader, one, alice, await fromAlice(one, [alice, bob], 'and on')), 'and on')
  })

  test('a one-time key outlasts a first message that somebody has altered, and serves the true one', async (t) => {
    const server = new KeyServer()
    const [writer, reader] = [await open(t, server, alice, 'A'), await open(t, server, bob, 'B')]
    const content = await speaker(t, writer)(one, [alice, bob], 'the true one')
    const [message] = server.take(bob, 'B')
    assert.ok(message)
    const altered = structuredClone(message) as { content: { ciphertext: Record<string, { body: string }> } }
    for (const part of Object.values(altered.content.ciphertext)) part.body = `${part.body.slice(0, -12)}${'A'.repeat(12)}`
    const keys = { deviceLists: { changed: [], left: [] }, oneTimeKeyCounts: undefined, unusedFallbackKeyTypes: undefined }
    for (const toDevice of [[altered], [message]]) await reader.machine.takeToDevice({ toDevice, keys, kind: 'sliding', isFresh: false })
    assert.equal(await reads(reader, one, alice, content), 'the true one')
  })

  test('what comes in the clear, or in the shape of none, is no key', async (t) => {
    const server = new KeyServer()
    const reader = await open(t, server, bob, 'B')
    const key = { algorithm: 'm.megolm.v1.aes-sha2', room_id: one, session_id: 'abc', session_key: 'AgAAAA' }
    const keys = { deviceLists: { changed: [], left: [] }, oneTimeKeyCounts: undefined, unusedFallbackKeyTypes: undefined }
    const toDevice = [
      { type: 'm.room_key', sender: alice, content: key }, { type: 'm.forwarded_room_key', sender: alice, content: key },
      { type: 'm.room.encrypted', sender: alice, content: { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'x', session_id: 'abc' } },
      { type: 'm.room.encrypted', sender: alice, content: null }, null, 7, [], { type: '__proto__' },
    ]
    await reader.machine.takeToDevice({ toDevice, keys, kind: 'sliding', isFresh: false })
    assert.equal(await reader.machine.olm.exportRoomKeys(() => true), '[]')
  })
})
