import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { EncryptedClient } from '../../harness/encrypted-client.ts'
import { EncryptedPair, said } from '../../harness/encrypted-pair.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

// Devices that their owner has not signed, and rooms whose state says strange things (MSC4153; complement-crypto's list of what nobody tests).

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

describe('what we say in an encrypted room', () => {
  test('is under a new key, and not for unsigned devices, from the moment that they are excluded', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation, theirs } = scene
    const { client, account } = conversation
    await new EncryptedClient(theirs.client, conversation.friend).setUpIdentity()
    const status = await client.watch('encryption', { account })
    await status.until(([row]) => row?.device === 'verified')
    const { client: unsigned } = await scene.friendAgain()
    const first = await scene.say('for all devices')
    await unsigned.untilRead(said('for all devices'))
    await client.call('settings.set', { excludeUnsigned: true })
    assert.notEqual(await scene.say('for signed ones'), first)
    await unsigned.until('that it is kept out', () => unsigned.undecrypted.length > 0)
    assert.equal(unsigned.messages.some((event) => event.getContent()['body'] === said('for signed ones')), false)
  })

  test('stays encrypted when the room’s algorithm is changed, when its encryption is redacted, and for whoever was there before', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation, theirs } = scene
    const { friend, roomId } = conversation
    await scene.say('before')
    const timeline = await conversation.timeline()
    for (const content of [{ algorithm: 'm.plain' }, { algorithm: 'm.megolm.v9', rotation_period_msgs: -1 }, {}]) {
      await friend.setState(roomId, 'm.room.encryption', '', content)
      const mark = await friend.say(roomId, 'now')
      await timeline.until((rows) => rows.some(({ eventId }) => eventId === mark))
      const words = `under ${JSON.stringify(content)}`
      await conversation.send(words)
      await theirs.until('the message', () => theirs.room.getLiveTimeline().getEvents().some((event) => event.getContent()['body'] === said(words)))
    }
    const events = await friend.timeline(roomId)
    const ours = events.filter(({ sender }) => sender === conversation.account).map(({ type }) => type)
    assert.deepEqual(new Set(ours), new Set(['m.room.member', 'm.room.encrypted']))
    const [encryption] = events.filter(({ type }) => type === 'm.room.encryption')
    await friend.redact(roomId, String(encryption?.['event_id']))
    const mark = await friend.say(roomId, 'and gone')
    await timeline.until((rows) => rows.some(({ eventId }) => eventId === mark))
    await scene.say('under nothing')
  })
})
