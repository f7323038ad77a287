import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Conversation, mineOf, textsOf, watchword, type SyncKind } from '../harness/conversation.ts'
import { smallPicture } from '../harness/pictures.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

// The engine in a process of its own, ended with SIGKILL wherever it hurts.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const sending = /PUT .*\/send\//
const never = new Promise<never>(() => undefined)

/** Resolves when the outbox is empty and everything of the timeline is the server's. */
async function untilSettled(conversation: Conversation): Promise<readonly string[]> {
  const outbox = await conversation.client.watch('outbox', { account: conversation.account })
  await outbox.until((rows) => rows.length === 0)
  const timeline = await conversation.timeline()
  return textsOf(await timeline.until((rows) => rows.every(({ state, eventId }) => state === 'sent' && eventId !== null)))
}

describe('the engine, killed', () => {
  for (const kind of ['sliding', 'v2'] satisfies SyncKind[]) {
    test(`between the server’s answer and its own note of it has sent one message (${kind})`, async (t) => {
      const conversation = await Conversation.open(t, synapse, kind)
      const { proxy, friend, roomId, account } = conversation
      const engine = await conversation.fork()
      // Neither the answer nor the echo reaches it.
      const timeline = await conversation.timeline()
      const asked = proxy.seen('/sync').length
      proxy.inject('/sync', { kind: 'hang' })
      proxy.inject(sending, { kind: 'hold-answer', until: never })
      // The question that is out already is answered with this, and is the last one that is.
      await friend.say(roomId, 'a word before')
      await proxy.untilSeen('/sync', asked + 1)
      await conversation.send('only once')
      await conversation.untilSaid('only once')
      assert.equal(timeline.rows.at(-1)?.state, 'sending')
      await engine.kill()
      await conversation.stop()

      conversation.heal()
      await conversation.fork()
      assert.deepEqual((await untilSettled(conversation)).filter((text) => text !== 'a word before'), ['only once'])
      assert.deepEqual(mineOf(await friend.timeline(roomId), account), ['only once'])
    })
  }

  test('again and again in the middle of many messages has sent each once, in order', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const { friend, roomId, account } = conversation
    const texts = Array.from({ length: 12 }, (_, index) => `message ${index + 1}`)
    const first = await conversation.fork()
    for (const text of texts) await conversation.send(text)
    await conversation.untilSaid('message 2')
    await first.kill()
    await conversation.stop()
    for (const reached of ['message 5', 'message 8']) {
      const engine = await conversation.fork()
      await friend.untilTimeline(roomId, (events) => mineOf(events, account).includes(reached))
      await engine.kill()
      await conversation.stop()
    }
    await conversation.fork()
    assert.deepEqual(await untilSettled(conversation), texts)
    assert.deepEqual(mineOf(await friend.timeline(roomId), account), texts)
  })

  test('while a picture goes up has sent it once, from what it copied', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const { proxy, friend, roomId, account } = conversation
    const engine = await conversation.fork()
    proxy.inject(/POST .*\/media\/.*\/upload/, { kind: 'hold-answer', until: never })
    const input = {
      account,
      roomId,
      source: { from: 'bytes' as const, bytes: smallPicture, name: 'dot.png' },
      caption: `picture ${watchword}`,
    }
    await engine.client.call('message.sendFile', input)
    await proxy.untilSeen(/POST .*\/media\/.*\/upload/)
    await engine.kill()
    await conversation.stop()

    conversation.heal()
    await conversation.fork()
    await untilSettled(conversation)
    const events = await friend.timeline(roomId)
    assert.deepEqual(mineOf(events, account), ['picture'])
    const content = events.at(-1)?.['content'] as { url: string }
    assert.deepEqual(await friend.download(content.url), smallPicture)
  })

  test('after a room was made, and before it knew, has made one room', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const { proxy, me, account } = conversation
    const engine = await conversation.fork()
    proxy.inject('/createRoom', { kind: 'hold-answer', until: never })
    await engine.client.call('room.create', { account, name: `Cellar ${watchword}` })
    const joined = async (): Promise<number> =>
      Number(((await me.request('GET', '/joined_rooms'))['joined_rooms'] as readonly unknown[]).length)
    const rooms = await engine.client.watch('rooms', { account, filter: 'all', from: 0, count: 20 })
    await rooms.until((rows) => rows.some((row) => row.type === 'room' && row.name === `Cellar ${watchword}`))
    assert.equal(await joined(), 2)
    await engine.kill()
    await conversation.stop()

    conversation.heal()
    await conversation.fork()
    const outbox = await conversation.client.watch('outbox', { account })
    await outbox.until((rows) => rows.length === 0)
    assert.equal(await joined(), 2)
  })

  test('while it takes a long absence in has, in the end, every message of it once', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await conversation.fork()
    await conversation.stop()
    const texts = Array.from({ length: 45 }, (_, index) => `missed ${index + 1}`)
    for (const text of texts) await conversation.hear(text)

    const engine = await conversation.fork()
    const before = await conversation.timeline()
    await before.until((rows) => textsOf(rows).includes('missed 45'))
    await engine.kill()
    await conversation.stop()

    await conversation.fork()
    const timeline = await conversation.timeline(60)
    const rows = await timeline.until((all) => textsOf(all).includes('missed 1') && all.every(({ content }) => content.type !== 'gap'))
    assert.deepEqual(textsOf(rows), texts)
  })
})
