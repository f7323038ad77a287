import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import * as wasm from '@matrix-org/matrix-sdk-crypto-wasm'
import { withIndexedDB } from '../../../../../main/engine/crypto/indexed-db/install-globals.ts'
import { openIndexedDB, type IndexedDB } from '../../../../../main/engine/crypto/indexed-db/open-indexed-db.ts'
import { tempFolderFor } from '../../../../harness/temp-folder.ts'
import { KeyServer } from './key-server.ts'

const key = new Uint8Array(32).fill(9)
const roomId = '!room:example.org'

type Person = { readonly name: string; readonly idb: IndexedDB; readonly machine: wasm.OlmMachine }

before(() => wasm.initAsync())

async function openPerson(folder: string, name: string): Promise<Person> {
  const idb = openIndexedDB({ file: join(folder, `${name}.db`), key })
  const store = await withIndexedDB(idb.indexedDB, () => wasm.StoreHandle.open('crypto', undefined))
  const machine = await wasm.OlmMachine.initFromStore(new wasm.UserId(`@${name}:example.org`), new wasm.DeviceId(name.toUpperCase()), store)
  return { name, idb, machine }
}

function close({ machine, idb }: Person): void {
  machine.close()
  idb.dispose()
}

async function transmit(server: KeyServer, person: Person, request: wasm.OutgoingRequest): Promise<void> {
  const response = server.answer(`@${person.name}:example.org`, person.name.toUpperCase(), request)
  if (request.id) await person.machine.markRequestAsSent(request.id, request.type, response)
}

async function transmitAll(server: KeyServer, person: Person): Promise<void> {
  for (const request of await person.machine.outgoingRequests()) await transmit(server, person, request)
}

async function receive(server: KeyServer, { name, machine }: Person): Promise<void> {
  const messages = server.takeMessages(`@${name}:example.org`, name.toUpperCase())
  const [counts, fallback] = [new Map([['signed_curve25519', 50]]), new Set(['signed_curve25519'])]
  await machine.receiveSyncChanges(messages, new wasm.DeviceLists(), counts, fallback, new wasm.DecryptionSettings(wasm.TrustRequirement.Untrusted))
}

async function bootstrap(server: KeyServer, person: Person): Promise<void> {
  await transmitAll(server, person)
  const { uploadKeysRequest, uploadSigningKeysRequest, uploadSignaturesRequest } = await person.machine.bootstrapCrossSigning(true)
  if (uploadKeysRequest) await transmit(server, person, uploadKeysRequest)
  server.answer(`@${person.name}:example.org`, person.name.toUpperCase(), uploadSigningKeysRequest)
  await transmit(server, person, uploadSignaturesRequest)
}

/** Encrypts one message for both, with everything that has to be sent before. */
async function say(server: KeyServer, from: Person, to: Person, text: string): Promise<string> {
  const room = new wasm.RoomId(roomId)
  const both = () => [from, to].map(({ name }) => new wasm.UserId(`@${name}:example.org`))
  await from.machine.updateTrackedUsers(both())
  await transmitAll(server, from)
  const claim = await from.machine.getMissingSessions(both())
  if (claim) await transmit(server, from, claim)
  for (const request of await from.machine.shareRoomKey(room, both(), new wasm.EncryptionSettings())) await transmit(server, from, request)
  const content = await from.machine.encryptRoomEvent(new wasm.RoomId(roomId), 'm.room.message', JSON.stringify({ msgtype: 'm.text', body: text }))
  return JSON.stringify({
    type: 'm.room.encrypted', event_id: `$${text}`, room_id: roomId, sender: `@${from.name}:example.org`, origin_server_ts: 1, content: JSON.parse(content),
  })
}

async function read({ machine }: Person, event: string): Promise<unknown> {
  const settings = new wasm.DecryptionSettings(wasm.TrustRequirement.Untrusted)
  const decrypted = await machine.decryptRoomEvent(event, new wasm.RoomId(roomId), settings)
  return JSON.parse(decrypted.event).content.body
}

test('two people with a file each set up their identities and talk, side by side', async (t) => {
  const folder = await tempFolderFor(t)
  const server = new KeyServer()
  const [anna, ben] = await Promise.all([openPerson(folder, 'anna'), openPerson(folder, 'ben')])
  await Promise.all([bootstrap(server, anna), bootstrap(server, ben)])

  const first = await say(server, anna, ben, 'hello')
  await receive(server, ben)
  assert.equal(await read(ben, first), 'hello')
  const answer = await say(server, ben, anna, 'hello yourself')
  await receive(server, anna)
  assert.equal(await read(anna, answer), 'hello yourself')
  assert.equal(await read(anna, first), 'hello')

  close(anna)
  close(ben)
  const bytes = readFileSync(join(folder, 'anna.db'))
  for (const readable of ['anna', 'ANNA', 'SQLite', 'session', 'identity']) assert.equal(bytes.includes(readable), false, readable)
})

test('a machine opened again is the same device, with what it knew', async (t) => {
  const folder = await tempFolderFor(t)
  const server = new KeyServer()
  const [anna, ben] = [await openPerson(folder, 'anna'), await openPerson(folder, 'ben')]
  await bootstrap(server, anna)
  await bootstrap(server, ben)
  const event = await say(server, anna, ben, 'kept')
  await receive(server, ben)
  const { curve25519, ed25519 } = ben.machine.identityKeys
  const keys = [curve25519.toBase64(), ed25519.toBase64()]
  close(ben)

  const again = await openPerson(folder, 'ben')
  assert.deepEqual([again.machine.identityKeys.curve25519.toBase64(), again.machine.identityKeys.ed25519.toBase64()], keys)
  const status = await again.machine.crossSigningStatus()
  assert.deepEqual([status.hasMaster, status.hasSelfSigning, status.hasUserSigning], [true, true, true])
  assert.equal(await read(again, event), 'kept')
  const waiting = await again.machine.outgoingRequests()
  assert.equal(waiting.some(({ body }) => body.includes('device_keys":{"algorithms')), false, 'its keys are marked as uploaded')
  const next = await say(server, anna, again, 'and on')
  assert.equal(await read(again, next), 'and on')
  close(anna)
  close(again)
})

test('a store of another device is refused, and is as it was', async (t) => {
  const folder = await tempFolderFor(t)
  const anna = await openPerson(folder, 'anna')
  const identity = anna.machine.identityKeys.curve25519.toBase64()
  close(anna)

  const idb = openIndexedDB({ file: join(folder, 'anna.db'), key })
  const store = await withIndexedDB(idb.indexedDB, () => wasm.StoreHandle.open('crypto', undefined))
  await assert.rejects(wasm.OlmMachine.initFromStore(new wasm.UserId('@anna:example.org'), new wasm.DeviceId('OTHER'), store))
  idb.dispose()

  const again = await openPerson(folder, 'anna')
  assert.equal(again.machine.identityKeys.curve25519.toBase64(), identity)
  close(again)
})

test('a store is opened with the file of its account, however many open at once', async (t) => {
  const folder = await tempFolderFor(t)
  const names = ['anna', 'ben', 'cleo', 'dan']
  const people = await Promise.all(names.map((name) => openPerson(folder, name)))
  assert.equal(new Set(people.map(({ machine }) => machine.identityKeys.ed25519.toBase64())).size, names.length)
  assert.equal('indexedDB' in globalThis, false)
  people.forEach(close)
  for (const name of names) {
    const idb = openIndexedDB({ file: join(folder, `${name}.db`), key })
    assert.deepEqual((await idb.indexedDB.databases()).map((database) => database.name), ['crypto::matrix-sdk-crypto'])
    idb.dispose()
  }
})
