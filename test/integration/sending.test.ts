import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Conversation, mineOf, textsOf, watchword } from '../harness/conversation.ts'
import type { Watched } from '../harness/engine-client.ts'
import { refusals } from '../harness/faults.ts'
import type { Json } from '../harness/person.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { smallPicture } from '../harness/pictures.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const sending = /PUT .*\/send\//

/** The content of the newest event of a type, as the server gives it to others. */
const contentOf = (events: readonly Json[], type: string): Json => events.findLast((event) => event['type'] === type)?.['content'] as Json

const untilIdle = async (outbox: Watched<'outbox'>): Promise<void> => void (await outbox.until((rows) => rows.length === 0))

describe('sending', () => {
  test('a message is on the screen at once, and its row becomes the one that others see', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await conversation.start()
    const timeline = await conversation.timeline()
    const localId = await conversation.send('hello')
    const [waiting] = (await timeline.until((rows) => rows.some((row) => row.localId === localId))).filter((row) => row.localId === localId)
    const rows = await timeline.until((all) => all.at(-1)?.state === 'sent' && all.at(-1)?.eventId !== null)
    assert.equal(rows.at(-1)?.key, waiting?.key)
    assert.deepEqual(textsOf(rows), ['hello'])
    assert.deepEqual(await conversation.untilSaid('hello'), ['hello'])
  })

  test('an edit, an answer, a reaction and a deletion reach others as the specification has them', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const client = await conversation.start()
    const { account, roomId, friend } = conversation
    const theirs = await conversation.hear('a question')
    const timeline = await conversation.timeline()
    await timeline.until((rows) => rows.some(({ eventId }) => eventId === theirs))

    await client.call('message.send', { account, roomId, text: `an **answer** ${watchword}`, format: 'markdown', replyTo: theirs as never })
    const answer = contentOf(await friend.untilTimeline(roomId, (events) => mineOf(events, account).length === 1), 'm.room.message')
    assert.equal(answer['formatted_body'], `an <strong>answer</strong> ${watchword}`)
    assert.deepEqual(answer['m.relates_to'], { 'm.in_reply_to': { event_id: theirs } })
    assert.deepEqual(answer['m.mentions'], { user_ids: [friend.userId] })

    const [row] = (await timeline.until((rows) => rows.at(-1)?.state === 'sent' && rows.at(-1)?.isMine === true)).slice(-1)
    assert.ok(row?.eventId)
    await client.call('message.edit', { account, target: row.eventId, text: `a better answer ${watchword}`, format: 'plain' })
    const edit = contentOf(await friend.untilTimeline(roomId, (events) => mineOf(events, account).length === 2), 'm.room.message')
    assert.deepEqual(edit['m.relates_to'], { rel_type: 'm.replace', event_id: row.eventId })
    assert.equal((edit['m.new_content'] as Json)['body'], `a better answer ${watchword}`)
    await timeline.until(
      (rows) => rows.at(-1)?.plain === `a better answer ${watchword}` && rows.at(-1)?.isEdited === true && rows.at(-1)?.state === 'sent',
    )

    await client.call('message.react', { account, target: theirs as never, key: '🎉' })
    await friend.untilTimeline(roomId, (events) => contentOf(events, 'm.reaction') !== undefined)
    await timeline.until((rows) => rows.find(({ eventId }) => eventId === theirs)?.reactions[0]?.mine === true)
    await client.call('message.unreact', { account, target: theirs as never, key: '🎉' })
    await timeline.until((rows) => rows.find(({ eventId }) => eventId === theirs)?.reactions.length === 0)

    await client.call('message.redact', { account, target: row.eventId, reason: 'a slip' })
    await timeline.until((rows) => rows.at(-1)?.isRedacted === true && rows.at(-1)?.state === 'sent')
    const events = await friend.untilTimeline(roomId, (all) => all.filter((event) => event['type'] === 'm.room.redaction').length === 2)
    assert.deepEqual(events.find((event) => event['event_id'] === row.eventId)?.['content'], {})
    assert.equal(contentOf(events, 'm.room.redaction')['reason'], 'a slip')
  })

  test('a picture is uploaded once, whatever becomes of the message that carries it', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const client = await conversation.start()
    const { account, roomId, proxy, friend } = conversation
    proxy.inject(sending, { kind: 'lose-answer' }, 2)
    const timeline = await conversation.timeline()
    await client.call('message.sendFile', {
      account,
      roomId,
      source: { from: 'bytes', bytes: smallPicture, name: 'dot.png' },
      caption: `look ${watchword}`,
    })
    const rows = await timeline.until((all) => all.at(-1)?.state === 'sent' && all.at(-1)?.kind === 'image')
    const content = contentOf(await friend.untilTimeline(roomId, (events) => mineOf(events, account).length > 0), 'm.room.message')
    assert.deepEqual([content['msgtype'], content['filename'], content['body']], ['m.image', 'dot.png', `look ${watchword}`])
    assert.deepEqual(content['info'], { mimetype: 'image/png', size: smallPicture.byteLength, w: 2, h: 2 })
    assert.equal(proxy.seen(/POST .*\/media\/.*\/upload/).length, 1)
    const row = rows.at(-1)
    assert.ok(row?.content.type === 'attachment' && row.content.attachment.picture !== null)
    assert.deepEqual(await friend.download(String(content['url'])), smallPicture)
  })

  test('a message whose answer was lost is there once', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await conversation.start()
    conversation.proxy.inject(sending, { kind: 'lose-answer' }, 2)
    await conversation.send('once')
    await conversation.send('after')
    assert.deepEqual(await conversation.untilSaid('after'), ['once', 'after'])
  })

  test('a storm of rate limits, errors and broken connections changes neither order nor number', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await conversation.start()
    const { proxy } = conversation
    proxy.inject(sending, { kind: 'answer', status: 429, body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 50 } }, 3)
    proxy.inject(sending, refusals.rateLimited(1), 1)
    proxy.inject(sending, { kind: 'refuse' }, 1)
    proxy.inject(sending, refusals.serverError(500), 1)
    const texts = ['one', 'two', 'three', 'four']
    for (const text of texts) await conversation.send(text)
    assert.deepEqual(await conversation.untilSaid('four'), texts)
  })

  test('what is written while the server is away is there when it is back, once and in order', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const client = await conversation.start()
    const { account, friend, roomId } = conversation
    const theirs = await conversation.hear('before')
    const timeline = await conversation.timeline()
    await timeline.until((rows) => textsOf(rows).includes('before'))

    await conversation.goOffline()
    const first = await conversation.send('first')
    await conversation.send('second', { replyTo: first })
    await client.call('message.react', { account, target: theirs as never, key: '👍' })
    const outbox = await client.watch('outbox', { account })
    assert.deepEqual(
      outbox.rows.map(({ operation, state }) => [operation, state]),
      [
        ['message', 'waiting'],
        ['message', 'waiting'],
        ['react', 'waiting'],
      ],
    )
    await timeline.until((rows) => textsOf(rows).length === 3 && rows.some(({ reactions }) => reactions.length > 0))
    assert.deepEqual(textsOf(timeline.rows), ['before', 'first', 'second'])
    assert.equal(timeline.rows.find(({ eventId }) => eventId === theirs)?.reactions[0]?.mine, true)

    await conversation.hear('meanwhile')
    await conversation.comeBack()
    await untilIdle(outbox)
    const events = await friend.timeline(roomId)
    assert.deepEqual(mineOf(events, account), ['first', 'second'])
    assert.equal(events.filter((event) => event['type'] === 'm.reaction').length, 1)
    await timeline.until((rows) => rows.every(({ state }) => state === 'sent') && textsOf(rows).length === 4)
    assert.deepEqual(textsOf(timeline.rows), ['before', 'meanwhile', 'first', 'second'])
    const answer = timeline.rows.at(-1)?.replyTo
    assert.equal(answer?.eventId, timeline.rows.at(-2)?.eventId)
  })

  test('what the room refuses says why, and goes when it is allowed and tried again', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const client = await conversation.start()
    const { account, roomId, friend } = conversation
    const outbox = await client.watch('outbox', { account })
    const permit = (level: number): Promise<string> =>
      friend.setState(roomId, 'm.room.power_levels', '', { events_default: level })
    await conversation.goOffline()
    const refused = await conversation.send('too early')
    await permit(50)
    await conversation.comeBack()
    const [row] = await outbox.until((rows) => rows[0]?.state === 'failed')
    assert.match(String(row?.reason), /not allowed/i)
    await permit(0)
    await client.call('outbox.retry', { account, localId: refused })
    assert.deepEqual(await conversation.untilSaid('too early'), ['too early'])
  })

  test('what is cancelled in time never leaves', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    const client = await conversation.start()
    const { account } = conversation
    const outbox = await client.watch('outbox', { account })
    await conversation.goOffline()
    const regretted = await conversation.send('regretted')
    await conversation.send('meant')
    // In time is what no attempt is made of: one that began just before the network was lost is still on its way.
    await outbox.until((rows) => rows.length === 2 && rows.every(({ state }) => state === 'waiting'))
    await client.call('outbox.cancel', { account, localId: regretted })
    await conversation.comeBack()
    await untilIdle(outbox)
    assert.deepEqual(await conversation.untilSaid('meant'), ['meant'])
  })

  test('what was written before a room turned out to be encrypted goes out encrypted', async (t) => {
    const conversation = await Conversation.open(t, synapse)
    await conversation.start()
    const { account, friend, roomId } = conversation
    await conversation.timeline()
    await conversation.goOffline()
    await conversation.send('in the open')
    await friend.setState(roomId, 'm.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2' })
    await conversation.comeBack()
    const events = await friend.untilTimeline(roomId, (all) => all.some(({ type, sender }) => type === 'm.room.encrypted' && sender === account))
    assert.deepEqual(mineOf(events, account), [])
    assert.ok(!JSON.stringify(events).includes('in the open'))
  })
})
