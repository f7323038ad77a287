import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import type { JsonRecord } from '../../../../main/engine/base/json.ts'
import type { EncryptedRoom } from '../../../../main/engine/crypto/rooms/encrypted-room.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { Http } from '../../../../main/engine/matrix/http.ts'
import { refreshSummary } from '../../../../main/engine/rooms/summary.ts'
import { Sealing } from '../../../../main/engine/sending/sealing.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { noteInvited, putMember } from '../../../../main/engine/store/tables/members.ts'
import { ensureRoom, readRoom } from '../../../../main/engine/store/tables/rooms.ts'
import { putState, removeState } from '../../../../main/engine/store/tables/state.ts'
import type { EventId, RoomId, UserId } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { json, refusal, scriptedServer } from '../matrix/scripted-server.ts'
import { me } from '../rooms/house.ts'

const roomId = '!room:example.org' as RoomId
const [bob, carol, dave] = ['@bob:example.org', '@carol:example.org', '@dave:example.org'] as UserId[] as [UserId, UserId, UserId]
const message = { type: 'm.room.message', content: { msgtype: 'm.text', body: 'in confidence' } }
const none = refusal(404, 'M_NOT_FOUND')
const megolm = { algorithm: 'm.megolm.v1.aes-sha2' }

async function open(t: TestContext) {
  const server = await scriptedServer(t)
  const connectivity = new Connectivity({ clock: new ManualClock(), random: () => 0, log: silentLog })
  const store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog })
  t.after(() => store.dispose())
  const room = store.write((writer) => ensureRoom(writer, roomId))
  const encryptedFor: EncryptedRoom[] = []
  let loaded = 0
  const sealing = new Sealing({
    store, connectivity, homeserver: new Http({ baseUrl: server.url }), excludeUnsigned: () => false,
    members: { load: async () => { loaded += 1 } },
    encryption: {
      encrypt: async (_roomId, read) => {
        encryptedFor.push(await read())
        return { ciphertext: '…' }
      },
    },
  })
  /** What a sync does with a state event; null: the server says that it is gone. */
  const setState = (type: string, content: JsonRecord | null) => store.write((writer) => {
    if (content === null) removeState(writer, room, type, '')
    else putState(writer, room, { type, stateKey: '', eventId: '$state' as EventId, sender: bob, ts: 1, content })
    refreshSummary(writer, roomId, me, 1)
  })
  const setMember = (userId: UserId, membership: string) => store.write((writer) => putMember(writer, room, {
    userId, membership, name: null, nameKey: null, avatar: null, eventId: null, sender: userId, isDirect: false,
  }))
  return { server, connectivity, store, sealing, encryptedFor, setState, setMember, loads: () => loaded }
}

describe('what is about to be sent', () => {
  test('goes in the open where the server says that nothing is encrypted, which is asked once', async (t) => {
    const { server, sealing } = await open(t)
    server.answer(none)
    assert.deepEqual([await sealing.seal(roomId, message), await sealing.seal(roomId, message)], [message, message])
    assert.deepEqual(server.seen.map(({ url }) => decodeURIComponent(url)), [`/_matrix/client/v3/rooms/${roomId}/state/m.room.encryption/`])
  })

  test('is encrypted where the room became so while it waited, and the room is known to be from then on', async (t) => {
    const { server, sealing, store } = await open(t)
    // An empty content is no way out: the state is there.
    server.answer(json({}))
    assert.equal((await sealing.seal(roomId, message)).type, 'm.room.encrypted')
    assert.equal((await sealing.seal(roomId, message)).type, 'm.room.encrypted')
    assert.equal(server.seen.length, 1)
    assert.equal(store.read((reader) => readRoom(reader, roomId))?.isEncrypted, true)
  })

  for (const [what, content] of [
    ['redacted', {}], ['gone', null], ['nonsense', { algorithm: 7 }], ['a malicious algorithm', { algorithm: 'm.none', rotation_period_msgs: -1 }],
    ['keys of an object', { algorithm: '__proto__', rotation_period_ms: { toString: 1 } }],
  ] satisfies [string, JsonRecord | null][]) {
    test(`is encrypted in a room that once was, and whose state is now ${what}`, async (t) => {
      const { server, sealing, setState, encryptedFor } = await open(t)
      setState('m.room.encryption', megolm)
      setState('m.room.encryption', content)
      const sealed = await sealing.seal(roomId, message)
      assert.deepEqual([sealed.type, JSON.stringify(sealed).includes('confidence')], ['m.room.encrypted', false])
      assert.equal(server.seen.length, 0)
      assert.deepEqual([encryptedFor[0]?.rotationMs, encryptedFor[0]?.historyVisibility], [null, 'shared'])
    })
  }

  test('waits when the server cannot say', async (t) => {
    const { server, sealing } = await open(t)
    server.answer(refusal(500, 'M_UNKNOWN'))
    await assert.rejects(sealing.seal(roomId, message), (error) => error instanceof HomeserverError && error.isRetryable)
  })

  test('is asked about anew after the connection was lost', async (t) => {
    const { server, connectivity, sealing } = await open(t)
    server.answer(none, json(megolm))
    await sealing.seal(roomId, message)
    connectivity.failed(new HomeserverError('offline'), Number.MAX_SAFE_INTEGER)
    assert.equal((await sealing.seal(roomId, message)).type, 'm.room.encrypted')
  })

  test('stays readable and unasked where there is nothing in it but what it relates to', async (t) => {
    const { server, sealing, setState } = await open(t)
    setState('m.room.encryption', megolm)
    for (const type of ['m.reaction', 'm.room.redaction']) {
      const event = { type, content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$e', key: '👍' } } }
      assert.deepEqual(await sealing.seal(roomId, event), event)
    }
    assert.equal(server.seen.length, 0)
  })

  test('is for everybody joined, and for who is invited where history is theirs to see, the sync having told or not', async (t) => {
    const { sealing, setState, setMember, store, encryptedFor, loads } = await open(t)
    setState('m.room.encryption', { ...megolm, rotation_period_ms: 3_600_000, rotation_period_msgs: 7 })
    for (const [userId, membership] of [[me.userId, 'join'], [bob, 'join'], [carol, 'leave']] as const) setMember(userId, membership)
    store.write((writer) => noteInvited(writer, { roomId, userId: dave, by: me.userId }))
    await sealing.seal(roomId, message)
    assert.deepEqual([...encryptedFor[0]?.recipients ?? []].sort(), [bob, dave, me.userId].sort())
    assert.deepEqual([encryptedFor[0]?.rotationMs, encryptedFor[0]?.rotationMessages, loads()], [3_600_000, 7, 1])
    setState('m.room.history_visibility', { history_visibility: 'joined' })
    await sealing.seal(roomId, message)
    assert.deepEqual([...encryptedFor[1]?.recipients ?? []].sort(), [bob, me.userId].sort())
  })
})
