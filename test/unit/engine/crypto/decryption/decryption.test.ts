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

const opened: Decryption[] = []
after(() => { for (const one of opened) one.dispose() })

function decryption(options: Partial<DecryptionOptions> = {}): Decryption {
  const open = () => Promise.resolve(people.mine)
  const made = new Decryption({ open, excludeUnsigned: () => false, backup: () => 'none', log: silentLog, ...options })
  opened.push(made)
  return made
}

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

describe('of many messages', () => {
  /** Enough for keys to be taken into memory, which is where those after them are read. */
  const many = async (of: Decryption, event: SealedEvent) => { await of.decrypt(Array.from({ length: 100 }, () => event)) }

  test('each is as what it would be alone', async () => {
    await withKey()
    const events = await Promise.all(Array.from({ length: 90 }, (_, at) => said({ msgtype: 'm.text', body: `number ${at}` })))
    const results = await decryption().decrypt(events)
    assert.deepEqual(results.map(({ clear }) => clear?.content['body']), events.map((_, at) => `number ${at}`))
  })

  test('a forged, an altered and a broken one is found as well', async () => {
    await withKey()
    const [of, event] = [decryption(), await said()]
    await many(of, event)
    const ciphertext = String(event.content['ciphertext'])
    const altered = { ...event, content: { ...event.content, ciphertext: `${ciphertext.slice(0, -4)}AAAA` } }
    const results = await of.decrypt([event, { ...event, sender: eve ?? event.sender }, altered, { ...event, content: {} }])
    assert.deepEqual(results.map(({ cause }) => cause), [null, 'forged', 'altered', 'malformed'])
  })

  test('what the user wants of senders is asked anew for each when it changes', async () => {
    const server = new KeyServer()
    const writer = await server.person('@anna:example.org', 'ANNA')
    const reader = await server.person('@me:example.org', 'ME')
    await writer.shareKey(roomId, [reader])
    let isStrict = false
    const of = decryption({ open: () => Promise.resolve(reader), excludeUnsigned: () => isStrict })
    const event = sealed(await writer.encrypted(roomId, '$a', { msgtype: 'm.text', body: 'hello' }))
    await many(of, event)
    isStrict = true
    const causes = async () => (await of.decrypt([event, event])).map(({ cause }) => cause)
    assert.deepEqual(await causes(), ['unsigned-device', 'unsigned-device'])
    isStrict = false
    assert.deepEqual(await causes(), [null, null])
    for (const person of [writer, reader]) person.close()
    of.dispose()
  })

  test('what became known about a sender is asked for anew', async () => {
    const server = new KeyServer()
    const writer = await server.person('@anna:example.org', 'ANNA')
    const reader = await server.person('@me:example.org', 'ME')
    await reader.lookAt([writer.userId])
    await writer.shareKey(roomId, [reader])
    const of = decryption({ open: () => Promise.resolve(reader) })
    const event = sealed(await writer.encrypted(roomId, '$a', { msgtype: 'm.text', body: 'hello' }))
    await many(of, event)
    await writer.signIn()
    await reader.lookAt([writer.userId])
    of.forget()
    const [result] = await of.decrypt([event])
    assert.equal(result?.shield, null)
    for (const person of [writer, reader]) person.close()
    of.dispose()
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
