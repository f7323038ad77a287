import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { silentLog } from '../../../../../main/engine/base/log.ts'
import type { JsonRecord } from '../../../../../main/engine/base/json.ts'
import { readMegolmMessage } from '../../../../../main/engine/crypto/decryption/megolm-message.ts'
import type { EncryptedRoom } from '../../../../../main/engine/crypto/rooms/encrypted-room.ts'
import { RoomEncryption } from '../../../../../main/engine/crypto/rooms/room-encryption.ts'
import { HomeserverError } from '../../../../../main/engine/matrix/errors.ts'
import { Store } from '../../../../../main/engine/store/store.ts'
import { endSession } from '../../../../../main/engine/store/tables/outbound-sessions.ts'
import { ensureRoom } from '../../../../../main/engine/store/tables/rooms.ts'
import type { RoomId, UserId } from '../../../../../preload/contract/index.ts'
import { CryptoDevice } from '../../../../harness/crypto-device.ts'
import { KeyServer } from '../../../../harness/key-server.ts'
import { ManualClock } from '../../../../harness/manual-clock.ts'

const roomId = '!room:one.test' as RoomId
const [alice, bob, carol] = ['@alice:one.test', '@bob:one.test', '@carol:two.test'] as UserId[] as [UserId, UserId, UserId]

const hourMs = 60 * 60 * 1000

const indexOf = (content: JsonRecord): number | null => readMegolmMessage(content).messageIndex

class Scene {
  readonly server: KeyServer
  readonly alice: CryptoDevice
  readonly bob: CryptoDevice
  readonly carol: CryptoDevice
  readonly clock: ManualClock
  readonly store: Store
  readonly encryption: RoomEncryption
  readonly #room: number
  room: EncryptedRoom

  constructor(server: KeyServer, people: readonly [CryptoDevice, CryptoDevice, CryptoDevice], store: Store, clock: ManualClock) {
    this.server = server
    ;[this.alice, this.bob, this.carol] = people
    this.store = store
    this.clock = clock
    this.encryption = new RoomEncryption({ open: async () => this.alice.machine, store, clock })
    this.#room = store.write((writer) => ensureRoom(writer, roomId))
    this.room = {
      roomId, recipients: [alice, bob, carol], invited: [], historyVisibility: 'shared', rotationMs: null, rotationMessages: null, excludeUnsigned: false,
    }
  }

  static async open(t: TestContext): Promise<Scene> {
    const server = new KeyServer()
    const clock = new ManualClock(Date.now())
    const store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog })
    const people = await Promise.all([
      CryptoDevice.open(server, alice, 'A', { clock }), CryptoDevice.open(server, bob, 'B', { clock }), CryptoDevice.open(server, carol, 'C', { clock }),
    ])
    t.after(async () => {
      for (const { machine } of people) await machine.dispose()
      store.dispose()
    })
    return new Scene(server, people, store, clock)
  }

  say(body = 'hello', encryption = this.encryption): Promise<JsonRecord> {
    return encryption.encrypt(roomId, async () => this.room, { type: 'm.room.message', content: { msgtype: 'm.text', body } })
  }

  /** What the sync does when somebody leaves, whether or not they come back at once. */
  leaves(): void {
    this.store.write((writer) => endSession(writer, this.#room))
  }

  async session(): Promise<string> {
    return String((await this.say())['session_id'])
  }
}

const bodyOf = (clear: JsonRecord): unknown => (clear['content'] as JsonRecord)['body']

describe('the encryption of a room', () => {
  test('is read by everybody in it, and what a message relates to by the server as well', async (t) => {
    const scene = await Scene.open(t)
    const relation = { rel_type: 'm.thread', event_id: '$root' }
    const content = await scene.encryption.encrypt(roomId, async () => scene.room, {
      type: 'm.room.message', content: { body: 'hello', 'm.relates_to': relation, 'm.mentions': { user_ids: [bob] } },
    })
    assert.deepEqual(content['m.relates_to'], relation)
    assert.deepEqual(Object.keys(content).sort(), ['algorithm', 'ciphertext', 'device_id', 'm.relates_to', 'sender_key', 'session_id'])
    for (const reader of [scene.bob, scene.carol]) {
      await reader.sync()
      const clear = await reader.decrypt(roomId, alice, content)
      assert.deepEqual([bodyOf(clear), (clear['content'] as JsonRecord)['m.relates_to']], ['hello', relation])
    }
  })

  test('uses one key for a hundred messages, however many are said at once, and then a new one', async (t) => {
    const scene = await Scene.open(t)
    const said = await Promise.all(Array.from({ length: 250 }, (_, index) => scene.say(`message ${index}`)))
    const sessions = said.map((content) => content['session_id'])
    assert.deepEqual([sessions.indexOf(sessions[100]), new Set(sessions).size], [100, 3])
    assert.deepEqual(said.map(indexOf), said.map((_, index) => index % 100))
    await scene.bob.sync()
    for (const index of [0, 99, 100, 249]) {
      assert.equal(bodyOf(await scene.bob.decrypt(roomId, alice, said[index] ?? {})), `message ${index}`)
    }
  })

  test('never meets a session that is used up, whatever happens to it between being shared and being used', async (t) => {
    const scene = await Scene.open(t)
    scene.room = { ...scene.room, rotationMessages: 3 }
    let step = 0
    // While keys are on their way people leave, clocks jump, the room changes its mind.
    scene.server.fail = async () => {
      step += 1
      if (step % 3 === 0) scene.leaves()
      if (step % 5 === 0) await scene.clock.advance(8 * 24 * hourMs)
      if (step % 7 === 0) scene.room = { ...scene.room, rotationMessages: 1 + (step % 4) }
    }
    const said = await Promise.all(Array.from({ length: 60 }, () => scene.say()))
    const uses = new Map<unknown, number[]>()
    for (const content of said) uses.set(content['session_id'], [...(uses.get(content['session_id']) ?? []), indexOf(content) ?? -1])
    for (const indices of uses.values()) assert.deepEqual(indices, indices.map((_, index) => index))
    assert.equal(Math.max(...[...uses.values()].map((indices) => indices.length)) <= 4, true)
  })

  test('TestRoomKeyIsCycledAfterEnoughTime: begins anew after a week, or as soon as the room wants it, but not every moment', async (t) => {
    const scene = await Scene.open(t)
    const first = await scene.session()
    await scene.clock.advance(6 * 24 * hourMs)
    assert.equal(await scene.session(), first)
    await scene.clock.advance(24 * hourMs)
    const second = await scene.session()
    assert.notEqual(second, first)

    for (const wish of [0, -5, 1, Number.MIN_VALUE]) {
      scene.room = { ...scene.room, rotationMs: wish }
      const session = await scene.session()
      await scene.clock.advance(hourMs / 2)
      assert.equal(await scene.session(), session)
      await scene.clock.advance(hourMs / 2)
      assert.notEqual(await scene.session(), session)
    }
    for (const wish of [0, -1, 0.3]) {
      scene.room = { ...scene.room, rotationMessages: wish }
      assert.notEqual(await scene.session(), await scene.session())
    }
    // Nobody's wish makes a number that the machine cannot take.
    for (const wish of [1e308, 2 ** 63, 1.5]) {
      scene.room = { ...scene.room, rotationMs: wish, rotationMessages: wish }
      await scene.say()
    }
  })

  test('begins anew when somebody left, also when they came back at once, and when a clock was put back', async (t) => {
    const scene = await Scene.open(t)
    const first = await scene.session()
    scene.leaves()
    const second = await scene.session()
    scene.room = { ...scene.room, recipients: [alice, bob] }
    const third = await scene.session()
    assert.equal(new Set([first, second, third]).size, 3)
    await scene.clock.advance(-hourMs)
    assert.notEqual(await scene.session(), third)
  })

  test('begins anew when a device signed out or history is to be seen by others, and not for a new device', async (t) => {
    const scene = await Scene.open(t)
    const other = await CryptoDevice.open(scene.server, bob, 'B2')
    t.after(() => other.machine.dispose())
    const first = await scene.session()
    const third = await CryptoDevice.open(scene.server, bob, 'B3')
    t.after(() => third.machine.dispose())
    await scene.alice.sync([bob])
    const content = await scene.say('for all three')
    assert.equal(content['session_id'], first)
    await third.sync()
    assert.equal(bodyOf(await third.decrypt(roomId, alice, content)), 'for all three')

    scene.server.remove(bob, 'B2')
    await scene.alice.sync([bob])
    const second = await scene.session()
    assert.notEqual(second, first)
    scene.room = { ...scene.room, historyVisibility: 'joined' }
    assert.notEqual(await scene.session(), second)
  })

  test('goes on with the same key after a restart of everything but the keys', async (t) => {
    const scene = await Scene.open(t)
    const first = await scene.session()
    const anew = new RoomEncryption({ open: async () => scene.alice.machine, store: scene.store, clock: scene.clock })
    assert.equal((await scene.say('again', anew))['session_id'], first)
  })

  test('waits for the devices of the people, and says why', async (t) => {
    const scene = await Scene.open(t)
    scene.server.fail = ({ path }) => {
      if (path.endsWith('/keys/query')) throw new HomeserverError('server-error')
    }
    await assert.rejects(scene.say(), (error) => error instanceof HomeserverError && error.isRetryable)
    scene.server.fail = () => undefined
    const content = await scene.say('at last')
    await scene.bob.sync()
    assert.equal(bodyOf(await scene.bob.decrypt(roomId, alice, content)), 'at last')
  })

  test('does not wait for a server that is away', async (t) => {
    const scene = await Scene.open(t)
    scene.server.unreachable.add('two.test')
    const content = await scene.say('to who is there')
    await scene.bob.sync()
    assert.equal(bodyOf(await scene.bob.decrypt(roomId, alice, content)), 'to who is there')
    await scene.carol.sync()
    await assert.rejects(scene.carol.decrypt(roomId, alice, content))
  })

  test('shares a key that was half given away before with all the rest', async (t) => {
    const scene = await Scene.open(t)
    let left = 1
    scene.server.fail = ({ path }) => {
      if (path.includes('/sendToDevice/') && (left -= 1) >= 0) throw new HomeserverError('offline')
    }
    await assert.rejects(scene.say('lost'))
    const content = await scene.say('found')
    const requests = scene.server.seenAt('/sendToDevice/')
    assert.deepEqual(requests.map(({ path }) => path), [requests[0]?.path, requests[0]?.path])
    await scene.carol.sync()
    assert.equal(bodyOf(await scene.carol.decrypt(roomId, alice, content)), 'found')
  })
})
