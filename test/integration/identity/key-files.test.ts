import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { loadWasm } from '../../../main/engine/crypto/machine/wasm.ts'
import { eventually } from '../../harness/eventually.ts'
import { Person } from '../../harness/person.ts'
import { startRecoveryClient } from '../../harness/recovery-client.ts'
import { failsWith, SignedIn } from '../../harness/signed-in.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const passphrase = 'open sesame'

describe('keys in a file', () => {
  test('that we wrote are taken by another program', async (t) => {
    const { OlmMachine } = await loadWasm()
    const person = await synapse.person()
    const ours = await SignedIn.open(t, person)
    const roomId = await ours.encryptedRoom('first')
    const path = join(await tempFolderFor(t), 'keys.txt')
    assert.deepEqual(await ours.client.call('keys.export', { account: ours.account, path, passphrase }), { keys: 1 })
    const theirs = await startRecoveryClient(t, await Person.signIn(person.url, person.localpart, person.password))
    await theirs.crypto.importRoomKeysAsJson(OlmMachine.decryptExportedRoomKeys(await readFile(path, 'utf8'), passphrase))
    assert.deepEqual((await theirs.crypto.exportRoomKeys()).map(({ room_id: room }) => room), [roomId])
  })

  test('that another program wrote are taken by us, and what they open is read', async (t) => {
    const { OlmMachine } = await loadWasm()
    const person = await synapse.person()
    const theirs = await startRecoveryClient(t, person)
    await theirs.setUpRecovery()
    const { room_id: room } = await theirs.client.createRoom({
      initial_state: [{ type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }],
    })
    await eventually('the other client knows the room', async () => theirs.crypto.isEncryptionEnabledInRoom(room))
    await theirs.client.sendTextMessage(room, 'from elsewhere')
    const path = join(await tempFolderFor(t), 'keys.txt')
    await writeFile(path, OlmMachine.encryptExportedRoomKeys(await theirs.crypto.exportRoomKeysAsJson(), passphrase, 100_000))

    const { client, account } = await SignedIn.open(t, person)
    await client.call('account.catchUp', { account, timeoutMs: 20_000 })
    const { roomId } = await client.call('room.resolve', { account, room })
    const isRead = async (): Promise<boolean> =>
      (await client.call('timeline.list', { account, roomId, limit: 20 })).some(({ plain }) => plain === 'from elsewhere')
    assert.equal(await isRead(), false)
    const source = { from: 'path', path } as const
    await assert.rejects(client.call('keys.import', { account, source, passphrase: 'open barley' }), failsWith('wrong-key'))
    assert.equal(await isRead(), false)
    assert.deepEqual(await client.call('keys.import', { account, source, passphrase }), { keys: 1 })
    await eventually('it is read', isRead)
  })

  test('that cannot be written leave nothing behind, and what was there stays', async (t) => {
    const ours = await SignedIn.open(t, await synapse.person())
    const folder = await tempFolderFor(t)
    const { client, account } = ours
    await assert.rejects(client.call('keys.export', { account, path: join(folder, 'none', 'keys.txt'), passphrase }), failsWith('bad-input'))
    await assert.rejects(client.call('keys.export', { account, path: folder, passphrase }), failsWith('bad-input'))
    assert.deepEqual(await readdir(folder), [])
    await assert.rejects(client.call('keys.import', { account, source: { from: 'path', path: folder }, passphrase }), failsWith('bad-input'))
  })
})
