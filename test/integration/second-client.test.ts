import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { EventType, MsgType, ReceiptType, RelationType } from 'matrix-js-sdk'
import type { EventId, TimelineRow } from '../../preload/contract/index.ts'
import { Conversation, watchword, type SyncKind } from '../harness/conversation.ts'
import type { Watched } from '../harness/engine-client.ts'
import { smallPicture } from '../harness/pictures.ts'
import { startSecondClient, type SecondClient } from '../harness/second-client.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

// matrix-js-sdk on the other side: what a client that others wrote makes of ours, and ours of it.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Scene = { readonly conversation: Conversation; readonly theirs: SecondClient; readonly timeline: Watched<'timeline'> }

async function setScene(test: TestContext, kind: SyncKind): Promise<Scene> {
  const conversation = await Conversation.open(test, synapse, kind)
  await conversation.start()
  const theirs = await startSecondClient(test, conversation.friend, conversation.roomId)
  return { conversation, theirs, timeline: await conversation.timeline() }
}

const text = (words: string): string => `${words} ${watchword}`

/** Our row of an event, once it looks as it should. */
async function untilRow(timeline: Watched<'timeline'>, eventId: string, isRight: (row: TimelineRow) => boolean): Promise<TimelineRow> {
  const isIt = (row: TimelineRow): boolean => row.eventId === eventId && isRight(row)
  const found = (await timeline.until((rows) => rows.some(isIt))).find(isIt)
  assert.ok(found)
  return found
}

for (const kind of ['sliding', 'v2'] satisfies SyncKind[]) {
  describe(`matrix-js-sdk, and ours by ${kind}`, () => {
    test('understands what we send', async (t) => {
      const { conversation, theirs, timeline } = await setScene(t, kind)
      const { client, account, roomId } = conversation
      const question = await conversation.hear('a question')
      await untilRow(timeline, question, () => true)

      await client.call('message.send', { account, roomId, text: text('**bold** answer'), format: 'markdown', replyTo: question as EventId })
      const answer = await theirs.until('the answer', () => theirs.messages.find((event) => event.getSender() === account))
      assert.equal(answer.getContent()['formatted_body'], text('<strong>bold</strong> answer'))
      assert.equal(answer.replyEventId, question)
      assert.equal(answer.sender?.name, 'Ada')
      const eventId = answer.getId() as EventId

      await client.call('message.edit', { account, target: eventId, text: text('a better answer'), format: 'plain' })
      await theirs.until('the edit', () => answer.replacingEvent() !== null)
      assert.equal(answer.getContent()['body'], text('a better answer'))

      await client.call('message.react', { account, target: question as EventId, key: '👍' })
      await theirs.until('the reaction', () => theirs.reactionsTo(question).length > 0)
      assert.deepEqual(theirs.reactionsTo(question), [['👍', 1]])
      await client.call('message.unreact', { account, target: question as EventId, key: '👍' })
      await theirs.until('the reaction taken back', () => theirs.reactionsTo(question).length === 0)

      await client.call('message.redact', { account, target: eventId })
      await theirs.until('the deletion', () => answer.isRedacted())

      await client.call('message.sendFile', { account, roomId, source: { from: 'bytes', bytes: smallPicture, name: 'dot.png' } })
      const picture = await theirs.until('the picture', () => theirs.messages.find((event) => event.getContent()['msgtype'] === 'm.image'))
      const address = theirs.client.mxcUrlToHttp(String(picture.getContent()['url']), undefined, undefined, undefined, false, true, true)
      const response = await fetch(String(address), { headers: { authorization: `Bearer ${conversation.friend.accessToken}` } })
      assert.deepEqual(new Uint8Array(await response.arrayBuffer()), smallPicture)
    })

    test('is understood by us', async (t) => {
      const { conversation, theirs, timeline } = await setScene(t, kind)
      const { roomId } = conversation
      await theirs.until('the room', () => true)
      const { event_id: eventId } = await theirs.client.sendHtmlMessage(roomId, text('some code'), text('some <code>code</code>'))
      const row = await untilRow(timeline, eventId, ({ content }) => content.type === 'text')
      assert.ok(row.content.type === 'text')
      assert.deepEqual(row.content.body.map(({ type }) => type), ['text', 'code', 'text'])
      assert.equal(row.sender.name, 'Ben')

      const answer = await theirs.client.sendMessage(roomId, {
        msgtype: MsgType.Text, body: text('an answer'), 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } },
      })
      assert.equal((await untilRow(timeline, answer.event_id, ({ replyTo }) => replyTo?.state === 'known')).replyTo?.text, text('some code'))

      await theirs.client.sendMessage(roomId, {
        msgtype: MsgType.Text, body: text('* corrected'), 'm.new_content': { msgtype: MsgType.Text, body: text('corrected') },
        'm.relates_to': { rel_type: RelationType.Replace, event_id: answer.event_id },
      })
      await untilRow(timeline, answer.event_id, ({ plain, isEdited }) => isEdited && plain === text('corrected'))

      const reaction = await theirs.client.sendEvent(roomId, EventType.Reaction, {
        'm.relates_to': { rel_type: RelationType.Annotation, event_id: eventId, key: '🌍' },
      })
      await untilRow(timeline, eventId, ({ reactions }) => reactions[0]?.key === '🌍' && !reactions[0].mine)
      await theirs.client.redactEvent(roomId, reaction.event_id)
      await untilRow(timeline, eventId, ({ reactions }) => reactions.length === 0)
      await theirs.client.redactEvent(roomId, answer.event_id, undefined, { reason: 'a slip' })
      await untilRow(timeline, answer.event_id, ({ content }) => content.type === 'redacted' && content.reason === 'a slip')

      const { content_uri: url } = await theirs.client.uploadContent(new Blob([smallPicture], { type: 'image/png' }), { name: 'dot.png' })
      const picture = await theirs.client.sendImageMessage(roomId, url, { w: 2, h: 2, mimetype: 'image/png', size: smallPicture.byteLength }, 'dot.png')
      const shown = await untilRow(timeline, picture.event_id, ({ kind: is }) => is === 'image')
      assert.ok(shown.content.type === 'attachment' && shown.content.attachment.picture?.width === 2)
      assert.equal(new URL(shown.content.attachment.picture.url).pathname.split('/').at(-1), url.split('/').at(-1))
    })

    test('and we see of each other who reads, who types and what one is called', async (t) => {
      const { conversation, theirs, timeline } = await setScene(t, kind)
      const { client, account, roomId, friend } = conversation
      const room = await client.watch('room', { account, roomId })
      const theirMessage = await conversation.hear('read me')
      await untilRow(timeline, theirMessage, () => true)
      await client.call('room.read', { account, roomId, upTo: theirMessage as EventId })
      await theirs.until('our read receipt', () => theirs.room.getEventReadUpTo(account) === theirMessage)

      await conversation.send('read this')
      const ours = await theirs.until('our message', () => theirs.messages.find((event) => event.getSender() === account))
      await theirs.client.sendReceipt(ours, ReceiptType.Read, {})
      const seen = await untilRow(timeline, ours.getId() ?? '', ({ readByCount }) => readByCount === 1)
      assert.deepEqual(seen.readBy.map(({ userId }) => userId), [friend.userId])

      await client.call('room.typing', { account, roomId, isTyping: true })
      await theirs.until('that we type', () => theirs.room.getMember(account)?.typing)
      await client.call('room.typing', { account, roomId, isTyping: false })
      await theirs.until('that we ceased to type', () => theirs.room.getMember(account)?.typing === false)
      await theirs.client.sendTyping(roomId, true, 20_000)
      await room.until(([row]) => row?.typing[0]?.userId === friend.userId)
      await theirs.client.sendTyping(roomId, false, 0)
      await room.until(([row]) => row?.typing.length === 0)

      await theirs.client.setDisplayName('Benjamin')
      await untilRow(timeline, theirMessage, ({ sender }) => sender.name === 'Benjamin')
      await conversation.me.setDisplayName('Adelaide')
      await theirs.until('our new name', () => theirs.room.getMember(account)?.name === 'Adelaide')
    })
  })
}
