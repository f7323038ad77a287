import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { TimelineRow, UserId } from '../../../preload/contract/index.ts'
import { Conversation, encryptionOn, textsOf, watchword, type SyncKind } from '../../harness/conversation.ts'
import type { EngineClient } from '../../harness/engine-client.ts'
import { holdToDevice } from '../../harness/held-keys.ts'
import { openEngine } from '../../harness/running-engine.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'
import { openTempFolder } from '../../harness/temp-folder.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

/** The friend with a profile of our own, on a device that takes part in encryption. */
type Friend = { readonly client: EngineClient; readonly say: (text: string) => Promise<void> }

async function ourFriend(t: TestContext, { friend, roomId }: Conversation): Promise<Friend> {
  const folder = await openTempFolder()
  const engine = await openEngine(folder.path)
  t.after(async () => {
    await engine.stop()
    await folder.dispose()
  })
  const { client } = engine
  await client.call('account.login', { homeserver: synapse.url, user: friend.localpart, password: friend.password })
  const account = friend.userId as UserId
  await client.call('account.catchUp', { account, timeoutMs: 20_000 })
  const say = async (text: string): Promise<void> => {
    await client.call('message.send', { account, roomId, text: `${text} ${watchword}`, format: 'plain' })
    await client.call('account.catchUp', { account, timeoutMs: 20_000 })
  }
  return { client, say }
}

for (const kind of ['sliding', 'v2'] satisfies SyncKind[]) {
  describe(`an encrypted room between two of ours, by ${kind}`, () => {
    test('shows what was said, and what was said while we were away, when it is scrolled to', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind, [encryptionOn()])
      await conversation.start()
      const friend = await ourFriend(t, conversation)
      await friend.say('hello')
      const timeline = await conversation.timeline()
      await timeline.until((rows) => textsOf(rows).includes('hello'))
      await conversation.send('hello yourself')
      const isWell = ({ content, decryption, shield }: TimelineRow): boolean => content.type !== 'text' || (decryption === 'ok' && shield === null)
      await timeline.until((rows) => textsOf(rows).includes('hello yourself') && rows.every(isWell))
      await timeline.stop()
      await conversation.stop()
      const texts = Array.from({ length: 24 }, (_, index) => `away ${index + 1}`)
      for (const text of texts) await friend.say(text)
      await conversation.start()
      const later = await conversation.timeline(40)
      await later.until((rows) => rows.every(({ content }) => content.type !== 'gap') && textsOf(rows).length >= texts.length + 2)
      assert.deepEqual(textsOf(later.rows), ['hello', 'hello yourself', ...texts])
    })

    test('says why a message waits, and shows it when its key comes', async (t) => {
      const conversation = await Conversation.open(t, synapse, kind, [encryptionOn()])
      const keys = holdToDevice(conversation.proxy)
      await conversation.start()
      const friend = await ourFriend(t, conversation)
      await friend.say('late')
      const timeline = await conversation.timeline()
      await timeline.until((rows) => rows.some(({ decryption }) => decryption === 'pending'))
      const waiting = timeline.rows.find(({ decryption }) => decryption === 'pending')
      assert.deepEqual([waiting?.plain, waiting?.undecrypted], ['', { cause: 'no-key', remedy: 'wait' }])
      assert.match(waiting?.reason ?? '', /key to this message has not come/u)
      const rooms = await conversation.client.watch('rooms', { account: conversation.account, filter: 'all', from: 0, count: 5 })
      keys.release()
      // Something has to happen for the next response to come at once.
      await conversation.friend.say(conversation.roomId, `by the way ${watchword}`)
      await timeline.until((rows) => textsOf(rows).includes('late'))
      await rooms.until((rows) => rows.some((row) => 'preview' in row && row.preview?.text === `by the way ${watchword}`))
    })
  })
}
