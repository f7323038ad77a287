import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { silentLog } from '../../../../../main/engine/base/log.ts'
import { Decryption, type DecryptionOptions, type SealedEvent } from '../../../../../main/engine/crypto/decryption/decryption.ts'
import { KeyServer, type OlmPerson } from '../../../../harness/olm-person.ts'

type Json = Readonly<Record<string, unknown>>

const roomId = '!room:example.org' as SealedEvent['roomId']
const [anna, eve, mine] = ['@anna:example.org', '@eve:example.org', '@me:example.org'] as unknown as readonly SealedEvent['sender'][]

let people: { readonly anna: OlmPerson; readonly mine: OlmPerson }
before(async () => {
  const server = new KeyServer()
  people = { anna: await server.person(String(anna), 'ANNA'), mine: await server.person(String(mine), 'ME') }
  await people.anna.signIn()
  await people.mine.lookAt([String(anna)])
})
after(() => { for (const person of Object.values(people)) person.close() })

const decryption = (options: Partial<DecryptionOptions> = {}): Decryption => new Decryption({
  open: () => Promise.resolve(people.mine), excludeUnsigned: () => false, backup: () => 'none', log: silentLog, ...options,
})

function sealed({ content, event_id: eventId, sender, origin_server_ts: ts }: Json): SealedEvent {
  return { roomId, content, eventId, sender, ts, wasAway: false } as SealedEvent
}

/** What becomes of one event: what it says, or why nothing. */
async function became(event: SealedEvent, options: Partial<DecryptionOptions> = {}): Promise<unknown> {
  const [result] = await decryption(options).decrypt([event])
  return result?.cause ?? result?.clear
}

async function said(content: Json = { msgtype: 'm.text', body: 'hello' }, type = 'm.room.message'): Promise<SealedEvent> {
  return sealed(await people.anna.encrypted(roomId, '$a', { ...content }, { type }))
}

async function withKey({ delivered = true } = {}) {
  await people.anna.rotate(roomId)
  return await people.anna.shareKey(roomId, [people.mine], { delivered })
}

describe('an encrypted event', () => {
  test('says what was encrypted, and relates to what it says readably', async () => {
    await withKey()
    const relatesTo = { rel_type: 'm.thread', event_id: '$root' }
    const within = { msgtype: 'm.text', body: 'hello', 'm.relates_to': { rel_type: 'm.replace', event_id: '$other' } }
    const event = await said(within)
    const cases = [
      [{ ...event.content, 'm.relates_to': relatesTo }, { msgtype: 'm.text', body: 'hello', 'm.relates_to': relatesTo }],
      [{ ...event.content, 'm.relates_to': undefined }, { msgtype: 'm.text', body: 'hello' }],
    ]
    for (const [content, clear] of cases) {
      assert.deepEqual(await became({ ...event, content: JSON.parse(JSON.stringify(content)) }), { type: 'm.room.message', content: clear })
    }
  })

  test('that says what only a server may decide is malformed', async () => {
    await withKey()
    for (const type of ['m.room.encrypted', 'm.room.redaction', 'm.room.encryption', 'x'.repeat(300)]) {
      assert.equal(await became(await said({}, type)), 'malformed', type)
    }
    assert.deepEqual(await became(await said({ x: 1 }, 'app.unknown')), { type: 'app.unknown', content: { x: 1 } })
  })

  test('that was tampered with says how', async () => {
    await withKey()
    const event = await said()
    const ciphertext = String(event.content['ciphertext'])
    const swapped = (at: number): string => ciphertext.slice(0, at) + (ciphertext[at] === 'A' ? 'B' : 'A') + ciphertext.slice(at + 1)
    assert.equal(await became({ ...event, content: { ...event.content, ciphertext: swapped(60) } }), 'altered')
    assert.equal(await became({ ...event, content: { ...event.content, ciphertext: swapped(ciphertext.length - 3) } }), 'altered')
    assert.equal(await became({ ...event, content: { ...event.content, ciphertext: ciphertext.slice(0, 24) } }), 'malformed')
    assert.equal(await became({ ...event, content: { ...event.content, ciphertext: `${ciphertext.slice(0, 24)}????` } }), 'malformed')
    assert.equal(await became({ ...event, sender: eve ?? event.sender }), 'forged')
    const elsewhere = '!elsewhere:example.org' as SealedEvent['roomId']
    assert.equal(await became({ ...event, roomId: elsewhere }), 'no-key', 'a key opens messages of its room alone')
    assert.equal(await became({ ...event, sender: '@' as SealedEvent['sender'] }), 'malformed')
  })

  test('that is broken costs no other', async () => {
    await withKey()
    const event = await said()
    const results = await decryption().decrypt([event, { ...event, content: {} }, { ...event, content: { ...event.content, ciphertext: '' } }, event])
    assert.deepEqual(results.map(({ cause }) => cause), [null, 'malformed', 'malformed', null])
  })

  test('without a key says what is known about why', async () => {
    await withKey({ delivered: false })
    const event = await said()
    const old = { ...event, ts: 1_000 }
    assert.equal(await became(event), 'no-key')
    assert.equal(await became({ ...event, wasAway: true }), 'before-joining')
    const byBackup = ['none', 'off', 'on', 'untrusted', 'unknown'] as const
    const causes = await Promise.all(byBackup.map((backup) => became(old, { backup: () => backup })))
    assert.deepEqual(causes, ['before-joining', 'in-backup', 'before-joining', 'before-joining', 'no-key'])
  })

  test('of whose key only a later state came says so', async () => {
    await people.anna.rotate(roomId)
    await people.anna.shareKey(roomId, [people.anna], { delivered: false })
    const early = await said()
    await people.mine.take(await people.anna.shareKey(roomId, [people.anna, people.mine], { delivered: false }))
    assert.equal(await became(early), 'old-index')
  })

  test('whose key is withheld says that, as far as it will not come all the same', async () => {
    const causes: string[] = []
    for (const code of ['m.unverified', 'm.blacklisted', 'm.unauthorised', 'm.no_olm', 'm.unavailable', 'x.unknown']) {
      await withKey({ delivered: false })
      const event = await said()
      const { algorithm, session_id, sender_key } = event.content
      const content = { algorithm, room_id: roomId, session_id, sender_key, code, reason: '' }
      await people.mine.take([{ to: `${mine} ME`, event: { sender: anna, type: 'm.room_key.withheld', content } }])
      causes.push(String(await became(event)))
    }
    assert.deepEqual(causes, ['withheld-unverified', 'withheld', 'withheld', 'no-key', 'no-key', 'no-key'])
  })

  test('waits when the keys cannot be opened', async () => {
    await withKey()
    assert.equal(await became(await said(), { open: () => Promise.reject(new Error('locked')) }), 'not-ready')
  })
})

test('thousands of events leave others a turn', async () => {
  await withKey()
  const event = await said()
  let turns = 0
  const ticking = setInterval(() => { turns += 1 }, 1)
  const results = await decryption().decrypt(Array.from({ length: 500 }, () => event))
  clearInterval(ticking)
  assert.equal(results.every(({ cause }) => cause === null), true)
  assert.ok(turns >= 5, `${turns} turns`)
})
