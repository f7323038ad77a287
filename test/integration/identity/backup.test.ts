import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../../harness/eventually.ts'
import { FaultProxy } from '../../harness/fault-proxy.ts'
import { Person, type Json } from '../../harness/person.ts'
import { startRecoveryClient } from '../../harness/recovery-client.ts'
import { failsWith, SignedIn } from '../../harness/signed-in.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const keysOf = async (person: Person): Promise<number> => Number((await person.request('GET', '/room_keys/version'))['count'])
const anotherDevice = (person: Person): Promise<Person> => Person.signIn(person.url, person.localpart, person.password)

describe('a backup of keys', () => {
  test('made by us is restored by another program, and its keys by us on a new device', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const roomId = await ours.encryptedRoom('first')
    await ours.encryptedRoom('second')
    const { recoveryKey } = await ours.client.call('recovery.setUp', { account: ours.account })
    assert.deepEqual((await ours.until(({ backup, backedUp }) => backup === 'on' && backedUp?.done === 2)).backedUp, { done: 2, total: 2 })
    await ours.encryptedRoom('third')
    await ours.until(({ backedUp }) => backedUp?.done === 3)
    assert.equal(await keysOf(person), 3)

    const theirs = await startRecoveryClient(t, await anotherDevice(person))
    assert.equal((await theirs.restore(recoveryKey)).imported, 3)

    const later = await SignedIn.open(t, person)
    assert.deepEqual(await later.client.call('recovery.restore', { account: later.account, recoveryKey }), { restored: 3, verified: true })
    const rows = await later.client.call('timeline.list', { account: later.account, roomId, limit: 20 })
    await eventually('the message is read', async () => {
      const now = await later.client.call('timeline.list', { account: later.account, roomId, limit: 20 })
      return now.some(({ plain }) => plain === 'first')
    })
    assert.ok(rows.length > 0)
  })

  test('made by another program is restored by us', async (t) => {
    const person = await synapse.person()
    const theirs = await startRecoveryClient(t, person)
    const recoveryKey = await theirs.setUpRecovery()
    const { room_id: roomId } = await theirs.client.createRoom({
      initial_state: [{ type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }],
    })
    await eventually('the other client knows the room', async () => theirs.crypto.isEncryptionEnabledInRoom(roomId))
    await theirs.client.sendTextMessage(roomId, 'from elsewhere')
    await eventually('the other client has backed up', async () => await keysOf(person) === 1)
    const ours = await SignedIn.open(t, person)
    assert.deepEqual(await ours.client.call('recovery.restore', { account: ours.account, recoveryKey }), { restored: 1, verified: true })
    await ours.until(({ backup, backedUp }) => backup === 'on' && backedUp?.done === 1)
  })

  test('in which somebody changed a key gives back all others', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    for (const text of ['one', 'two', 'three']) await ours.encryptedRoom(text)
    const { recoveryKey } = await ours.client.call('recovery.setUp', { account: ours.account })
    await ours.until(({ backedUp }) => backedUp?.done === 3)
    const { version } = await person.request('GET', '/room_keys/version')
    const { rooms } = await person.request('GET', `/room_keys/keys?version=${String(version)}`) as {
      rooms: Record<string, { sessions: Record<string, Json> }>
    }
    const [roomId, room] = Object.entries(rooms)[0] ?? []
    const [sessionId, session] = Object.entries(room?.sessions ?? {})[0] ?? []
    const changed = { ...session, first_message_index: 0, is_verified: true, session_data: { ephemeral: 'AAAA', mac: 'AAAA', ciphertext: 'AAAA' } }
    await person.request('DELETE', `/room_keys/keys/${encodeURIComponent(String(roomId))}?version=${String(version)}`)
    await person.request(
      'PUT', `/room_keys/keys/${encodeURIComponent(String(roomId))}/${encodeURIComponent(String(sessionId))}?version=${String(version)}`, changed,
    )
    const later = await SignedIn.open(t, person)
    assert.deepEqual(await later.client.call('recovery.restore', { account: later.account, recoveryKey }), { restored: 2, verified: true })
    assert.ok(later.logged.some((line) => line.includes('Some keys of the backup are damaged')))
  })

  test('that somebody else has signed is not used, and says why', async (t) => {
    const person = await synapse.person()
    const stranger = await synapse.person('Mallory')
    const theirs = await SignedIn.open(t, stranger)
    await theirs.client.call('recovery.setUp', { account: theirs.account })
    const foreign = await stranger.request('GET', '/room_keys/version')
    const { algorithm, auth_data: authData } = foreign as { algorithm: string; auth_data: Json }
    await person.request('POST', '/room_keys/version', { algorithm, auth_data: authData })

    const ours = await SignedIn.open(t, person)
    const { reason } = await ours.until(({ backup }) => backup === 'untrusted')
    assert.match(String(reason), /not signed by this account/)
    await ours.encryptedRoom('for nobody else')
    assert.equal(await keysOf(person), 0)
    const forged = { public_key: 'AAAA', signatures: { [person.userId]: { 'ed25519:X': 'x' } } }
    for (const bad of [{}, { public_key: 7 }, { public_key: 'no key', signatures: 'none' }, forged]) {
      await person.request('POST', '/room_keys/version', { algorithm, auth_data: bad })
      await ours.restart()
      await ours.until(({ backup }) => backup === 'untrusted')
    }
    // Setting up recovery makes one that is ours.
    await ours.client.call('recovery.setUp', { account: ours.account })
    await ours.until(({ backup, backedUp, reason: why }) => backup === 'on' && backedUp?.done === 1 && why === null)
    assert.equal(await keysOf(person), 1)
  })

  test('whose key is not the one in secret storage is refused, and this device is verified all the same', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const { recoveryKey } = await ours.client.call('recovery.setUp', { account: ours.account })
    const { algorithm } = await person.request('GET', '/room_keys/version')
    await person.request('POST', '/room_keys/version', { algorithm, auth_data: { public_key: 'XjhWTCjW7l59pbfx9tlCBQolfnIQWARoKOzjTOPSlWM' } })
    const later = await SignedIn.open(t, person)
    await assert.rejects(later.client.call('recovery.restore', { account: later.account, recoveryKey }), failsWith('damaged'))
    await later.until(({ device, backup }) => device === 'verified' && backup === 'untrusted')
  })

  test('that another program has replaced goes on being filled', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    await ours.encryptedRoom('before')
    const { recoveryKey } = await ours.client.call('recovery.setUp', { account: ours.account })
    await ours.until(({ backedUp }) => backedUp?.done === 1)
    const theirs = await startRecoveryClient(t, await anotherDevice(person))
    await theirs.restore(recoveryKey)
    await theirs.crypto.resetKeyBackup()
    await ours.encryptedRoom('after')
    await eventually('both keys are in the new backup', async () => await keysOf(person) >= 2)
    // The new key is in secret storage, and comes from there.
    await ours.client.call('recovery.restore', { account: ours.account, recoveryKey })
    await ours.until(({ backup, backedUp }) => backup === 'on' && backedUp?.done === backedUp?.total)
  })

  test('is restored to its end when the network breaks off in the middle, after a restart too', async (t) => {
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    for (let room = 0; room < 4; room += 1) await ours.encryptedRoom('something')
    const { recoveryKey } = await ours.client.call('recovery.setUp', { account: ours.account })
    await ours.until(({ backedUp }) => backedUp?.done === 4)

    const proxy = await FaultProxy.open(synapse.url)
    t.after(() => proxy.dispose())
    const later = await SignedIn.open(t, person, proxy.url)
    proxy.inject(/GET .*\/room_keys\/keys\?/, { kind: 'cut', bytes: 2000 }, 1)
    await assert.rejects(later.client.call('recovery.restore', { account: later.account, recoveryKey }))
    await later.until(({ device }) => device === 'verified')
    await later.restart()
    await later.until(({ backup, backedUp }) => backup === 'on' && backedUp?.done === 4)
  })

  test('is not made where the user wants none', async (t) => {
    const person = await synapse.person()
    await person.request('PUT', `/user/${encodeURIComponent(person.userId)}/account_data/m.key_backup`, { enabled: false })
    const ours = await SignedIn.open(t, person)
    await ours.encryptedRoom('not to be kept')
    await ours.client.call('recovery.setUp', { account: ours.account })
    await assert.rejects(person.request('GET', '/room_keys/version'))
    assert.deepEqual(await ours.client.call('recovery.status', { account: ours.account }), { state: 'set-up' })
  })
})
