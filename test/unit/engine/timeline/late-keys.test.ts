import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { KeyServer, type OlmPerson } from '../../../harness/olm-person.ts'
import { permutations, seen } from './converging.ts'
import { anna, bob, idOf, me, reaction, redaction, roomId } from './room-fixture.ts'
import { SealedRoom } from './sealed-room.ts'

type Json = Record<string, unknown>

let server: KeyServer
let writers: { readonly anna: OlmPerson; readonly bob: OlmPerson }
before(async () => {
  server = new KeyServer()
  writers = { anna: await server.person(anna, 'ANNA'), bob: await server.person(bob, 'BOB') }
  for (const person of Object.values(writers)) {
    await person.signIn()
    await person.shareKey(roomId, [writers.anna, writers.bob], { delivered: false })
  }
})
after(() => { for (const person of Object.values(writers)) person.close() })

/** Encrypted; what it relates to stands readable beside the ciphertext, and within it. */
async function said(name: string, body: string, more: Json = {}, { by = writers.anna, ts = 1_000, type = 'm.room.message' } = {}): Promise<Json> {
  return await by.encrypted(roomId, idOf(name), { msgtype: 'm.text', body, ...more }, { ts, type })
}

const edited = (name: string, target: string, body: string, how: Parameters<typeof said>[3] = {}): Promise<Json> => said(name, `* ${body}`, {
  'm.new_content': { msgtype: 'm.text', body }, 'm.relates_to': { rel_type: 'm.replace', event_id: idOf(target) },
}, how)

/** The keys are one of the things that come, at any time; what is seen in the end is the same. */
async function converges(context: TestContext, events: readonly unknown[], expected: string): Promise<void> {
  const keys = [await writers.anna.exported(roomId), await writers.bob.exported(roomId)]
  for (const order of permutations<unknown>([...events, 'keys'])) {
    const mine = await server.person(me.userId, me.deviceId)
    const room = SealedRoom.between(context, { ...writers, mine })
    for (const one of order) {
      if (one === 'keys') await room.keysAreImported(keys)
      else await room.arrive([one])
    }
    const names = order.map((one) => (one === 'keys' ? one : String((one as Json)['event_id']).slice(1))).join(' ')
    assert.equal(seen(room.rows()), expected, names)
    await room.close()
  }
}

describe('whenever the key comes', () => {
  test('the newest edit is shown', async (context) => {
    await converges(context, [await said('a', 'a'), await edited('e1', 'a', 'first', { ts: 10 }), await edited('e2', 'a', 'second', { ts: 20 })], 'second*')
  })

  test('an edit by somebody else is ignored', async (context) => {
    await converges(context, [await said('a', 'a'), await edited('e', 'a', 'forged', { by: writers.bob })], 'a')
  })

  test('an edit of another type is ignored', async (context) => {
    await converges(context, [await said('a', 'a'), await edited('e', 'a', 'other', { type: 'm.sticker' })], 'a')
  })

  test('a readable edit of an encrypted message is ignored', async (context) => {
    const relatesTo = { rel_type: 'm.replace', event_id: '$a' }
    const content = { msgtype: 'm.text', body: '* x', 'm.new_content': { msgtype: 'm.text', body: 'x' }, 'm.relates_to': relatesTo }
    const readable = { event_id: '$e', sender: anna, type: 'm.room.message', origin_server_ts: 9_000, content }
    await converges(context, [await said('a', 'a'), readable], 'a')
  })

  test('a redacted edit falls back to the message', async (context) => {
    await converges(context, [await said('a', 'a'), await edited('e', 'a', 'changed'), redaction('r', 'e')], 'a')
  })

  test('a redacted message stays redacted', async (context) => {
    await converges(context, [await said('a', 'a'), await edited('e', 'a', 'changed'), redaction('r', 'a')], '✗')
  })

  test('reactions stand on their message', async (context) => {
    await converges(context, [await said('a', 'a'), reaction('x', 'a', '👍'), reaction('y', 'a', '👍', { sender: bob })], 'a 👍2')
  })

  test('an answer quotes what it answers, and a thread holds together', async (context) => {
    const answer = await said('b', 'b', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$a' } } })
    const inThread = await said('t', 't', { 'm.relates_to': { rel_type: 'm.thread', event_id: '$a' } })
    const events = [await said('a', 'a'), answer, inThread]
    const keys = [await writers.anna.exported(roomId)]
    for (const order of permutations<unknown>([...events, 'keys'])) {
      const room = SealedRoom.between(context, { ...writers, mine: await server.person(me.userId, me.deviceId) })
      for (const one of order) await (one === 'keys' ? room.keysAreImported(keys) : room.arrive([one]))
      assert.deepEqual([room.row('b').replyTo?.text, room.row('t').thread], ['a', '$a'])
      await room.close()
    }
  })
})

test('before its key comes an answered message says in its quote that it cannot be read, and nothing of its text', async (context) => {
  const room = SealedRoom.between(context, { ...writers, mine: await server.person(me.userId, me.deviceId) })
  await room.arrive([await said('a', 'a'), await said('b', 'b', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$a' } } })])
  assert.deepEqual([room.row('b').replyTo?.kind, room.row('b').replyTo?.text], ['unreadable', ''])
  await room.close()
})
