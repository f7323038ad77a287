import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { JsonRecord } from '../../../../../main/engine/base/json.ts'
import { silentLog } from '../../../../../main/engine/base/log.ts'
import { KeyFetcher } from '../../../../../main/engine/crypto/backup/fetch-key.ts'
import type { BackupState } from '../../../../../main/engine/crypto/backup/backup-state.ts'
import type { Machine } from '../../../../../main/engine/crypto/machine/machine.ts'
import { HomeserverError } from '../../../../../main/engine/matrix/errors.ts'
import type { Homeserver, JsonRequest } from '../../../../../main/engine/matrix/homeserver.ts'
import type { RoomId } from '../../../../../preload/contract/index.ts'
import { ManualClock } from '../../../../harness/manual-clock.ts'
import { makeRoomKeys, type MadeKeys } from '../../../../harness/room-keys.ts'

type Key = { readonly room_id: RoomId; readonly session_id: string }

let maker: MadeKeys
let keys: readonly Key[]
before(async () => {
  maker = await makeRoomKeys(30)
  keys = JSON.parse(await maker.olm.exportRoomKeys(() => true))
})

/** A backup that holds `sessions`, and a device that has its key and none of them. */
async function scene(change: (sealed: JsonRecord) => JsonRecord = (sealed) => sealed) {
  const { wasm } = maker
  const olm = await wasm.OlmMachine.initialize(new wasm.UserId('@anna:x'), new wasm.DeviceId('PHONE'))
  const key = wasm.BackupDecryptionKey.createRandomKey()
  const publicKey = key.megolmV1PublicKey.publicKeyBase64
  const lock = wasm.PkEncryption.fromKey(new wasm.Curve25519PublicKey(publicKey))
  await olm.enableBackupV1(publicKey, '7')
  await olm.saveBackupDecryptionKey(key, '7')
  const asked: string[] = []
  const answers: { wait: Promise<void>; failure: HomeserverError | null } = { wait: Promise.resolve(), failure: null }
  const json = async ({ path }: JsonRequest): Promise<JsonRecord> => {
    asked.push(path)
    await answers.wait
    if (answers.failure !== null) throw answers.failure
    const found = keys.find(({ session_id: sessionId }) => path.endsWith(encodeURIComponent(sessionId)))
    if (found === undefined) throw new HomeserverError('not-found')
    const { ephemeralKey: ephemeral, mac, ciphertext } = lock.encryptString(JSON.stringify(found)).toBase64()
    return { first_message_index: 0, session_data: change({ ephemeral, mac, ciphertext }) }
  }
  const refuse = () => Promise.reject(new Error('Only JSON here'))
  const homeserver: Homeserver = { baseUrl: 'https://x', json, upload: refuse, download: refuse }
  const state: BackupState = {
    is: 'on', backup: { version: '7', algorithm: '', authData: {}, count: 0, etag: '' }, reason: null, takesKeys: true,
  }
  const backup: { state: BackupState } = { state }
  const clock = new ManualClock()
  const fetcher = new KeyFetcher({ open: async () => ({ wasm, olm }) as unknown as Machine, backup, homeserver, clock, log: silentLog })
  const [first] = keys
  assert.ok(first)
  return { olm, fetcher, asked, answers, backup, clock, first, fetch: ({ room_id: roomId, session_id: sessionId }: Key) => fetcher.fetchKey(roomId, sessionId) }
}

const countOf = async ({ olm }: { readonly olm: MadeKeys['olm'] }): Promise<number> => (await olm.roomKeyCounts()).total

describe('a single key of the backup', () => {
  test('is fetched once for all who want it, and is here then', async () => {
    const made = await scene()
    assert.deepEqual(await Promise.all([made.fetch(made.first), made.fetch(made.first)]), [true, true])
    assert.equal(made.asked.length, 1)
    assert.equal(await countOf(made), 1)
  })

  test('that is not in the backup is not asked for again at once, but later', async () => {
    const { fetcher, asked, clock, first } = await scene()
    const missing = (): Promise<boolean> => fetcher.fetchKey(first.room_id, 'nowhere')
    assert.deepEqual([await missing(), await missing(), asked.length], [false, false, 1])
    await clock.advance(11 * 60_000)
    assert.deepEqual([await missing(), asked.length], [false, 2])
  })

  test('that could not be asked for is asked for the next time', async () => {
    const { fetch, asked, answers, first } = await scene()
    answers.failure = new HomeserverError('offline')
    assert.equal(await fetch(first), false)
    answers.failure = null
    assert.deepEqual([await fetch(first), asked.length], [true, 2])
  })

  test('that somebody has changed is none', async () => {
    for (const change of [(): JsonRecord => ({}), (sealed: JsonRecord): JsonRecord => ({ ...sealed, mac: 'AAAAAAAAAAA' })]) {
      const made = await scene(change)
      assert.equal(await made.fetch(made.first), false)
      assert.equal(await countOf(made), 0)
    }
  })

  test('is not asked for where the backup is not ours to open', async () => {
    const { fetch, asked, backup, first } = await scene()
    backup.state = { is: 'none', backup: null, reason: null, takesKeys: false }
    assert.equal(await fetch(first), false)
    assert.deepEqual(asked, [])
  })

  test('is one of few that are asked for at a time', async () => {
    const made = await scene()
    const gate = Promise.withResolvers<undefined>()
    made.answers.wait = gate.promise
    const all = Promise.all(keys.map((key) => made.fetch(key)))
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(made.asked.length, 4)
    gate.resolve(undefined)
    assert.ok((await all).every(Boolean))
    assert.equal(await countOf(made), keys.length)
  })
})
