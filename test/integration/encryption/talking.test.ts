import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { EventId } from '../../../preload/contract/index.ts'
import { Conversation, encryptionOn, watchword, type SyncKind } from '../../harness/conversation.ts'
import { startSecondClient, type SecondClient } from '../../harness/second-client.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Scene = { readonly conversation: Conversation; readonly theirs: SecondClient }

async function setScene(t: TestContext, kind: SyncKind): Promise<Scene> {
  const conversation = await Conversation.open(t, synapse, kind, [encryptionOn()])
  const theirs = await startSecondClient(t, conversation.friend, conversation.roomId, { encrypts: true })
  await conversation.start()
  return { conversation, theirs }
}

const said = (words: string): string => `${words} ${watchword}`

for (const kind of ['sliding', 'v2'] satisfies SyncKind[]) {
  describe(`an encrypted room, and ours by ${kind}`, () => {
    test('TestAliceBobEncryptionWorks: matrix-js-sdk understands all that we send, and the server nothing of it', async (t) => {
      const { conversation, theirs } = await setScene(t, kind)
      const { client, account, roomId, friend } = conversation
      await conversation.send('a question')
      const question = await theirs.untilRead(said('a question'))
      const target = question.getId() as EventId

      await client.call('message.send', { account, roomId, text: said('**bold** reply'), format: 'markdown', replyTo: target })
      const reply = await theirs.untilRead(said('**bold** reply'))
      assert.equal(reply.replyEventId, target)
      assert.equal(reply.getContent()['formatted_body'], said('<strong>bold</strong> reply'))

      await client.call('message.send', { account, roomId, text: said('aside'), format: 'plain', thread: target })
      assert.equal((await theirs.untilRead(said('aside'))).threadRootId, target)

      await client.call('message.send', {
        account, roomId, text: said('waves'), format: 'plain', style: 'emote', mentions: [conversation.friend.userId as typeof account],
      })
      const waves = await theirs.untilRead(said('waves'))
      assert.equal(waves.getContent()['msgtype'], 'm.emote')

      await client.call('message.edit', { account, target, text: said('a better question'), format: 'plain' })
      await theirs.until('the edit', () => question.replacingEvent() !== null && question.getContent()['body'] === said('a better question'))
      await client.call('message.react', { account, target, key: '👍' })
      await theirs.until('the reaction', () => theirs.reactionsTo(target).length > 0)
      await client.call('message.redact', { account, target: waves.getId() as EventId })
      await theirs.until('the deletion', () => waves.isRedacted())

      assert.deepEqual(theirs.undecrypted, [])
      const events = await friend.timeline(roomId)
      assert.equal(JSON.stringify(events.filter(({ type }) => type !== 'm.room.name')).includes(watchword), false)
      assert.deepEqual(new Set(events.filter(({ type }) => !String(type).startsWith('m.room.')).map(({ type }) => type)), new Set(['m.reaction']))
    })
  })
}
