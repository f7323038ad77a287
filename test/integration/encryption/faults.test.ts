import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { UserId } from '../../../preload/contract/index.ts'
import { EncryptedPair, said } from '../../harness/encrypted-pair.ts'
import { textsOf } from '../../harness/conversation.ts'
import { eventually } from '../../harness/eventually.ts'
import { refusals } from '../../harness/faults.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

// By the names of complement-crypto: a server that fails, forgets and answers late.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

describe('encrypted messages, and a homeserver with bad days', () => {
  for (const [name, request] of [
    ['TestFailedDeviceKeyDownloadRetries: keys that cannot be asked for', '/keys/query'],
    ['TestFailedKeysClaimRetries: sessions that cannot be begun', '/keys/claim'],
    ['TestClientRetriesSendToDevice: keys that cannot be given', '/sendToDevice/m.room.encrypted'],
  ] as const) {
    test(`${name} are tried again until the message is out, and the outbox says why it waits`, async (t) => {
      const scene = await EncryptedPair.start(t, synapse)
      const { conversation, theirs } = scene
      conversation.proxy.inject(request, refusals.serverError(503), 2)
      conversation.proxy.inject(request, refusals.serverError(500), 1)
      const outbox = await conversation.client.watch('outbox', { account: conversation.account })
      await conversation.send('with patience')
      await outbox.until((rows) => rows.some((row) => row.reason !== null))
      await theirs.untilRead(said('with patience'))
      assert.equal(conversation.proxy.seen(request).length >= 4, true)
    })
  }

  test('TestFailedOneTimeKeyUploadRetries: keys that cannot be uploaded at first are there in the end', async (t) => {
    const scene = await EncryptedPair.open(t, synapse)
    const { conversation } = scene
    conversation.proxy.inject('/keys/upload', refusals.serverError(503), 2)
    await conversation.start()
    await conversation.proxy.untilSeen('/keys/upload', 3)
    await scene.untilKnown()
    await scene.understand('you have keys')
  })

  test('TestFallbackKeyIsUsedIfOneTimeKeysRunOut: who comes when all one-time keys are gone is understood, and the next too', async (t) => {
    const scene = await EncryptedPair.open(t, synapse)
    const { conversation } = scene
    const { proxy, friend, me, account } = conversation
    const fallbacks = () => proxy.seen('/keys/upload').flatMap(({ body }) => /"fallback_keys":\{"(signed_curve25519:[^"]+)/u.exec(body)?.[1] ?? [])
    await conversation.start()
    await scene.untilKnown()
    await eventually('the fallback key is uploaded', async () => fallbacks().length > 0)
    const heal = proxy.inject('/keys/upload', refusals.serverError(503))
    const devices = (await friend.request('POST', '/keys/query', { device_keys: { [account]: [] } }))['device_keys'] as Record<string, object>
    const device = Object.keys(devices[me.userId] ?? {}).at(-1) ?? ''
    for (;;) {
      const answer = await friend.request('POST', '/keys/claim', { one_time_keys: { [account]: { [device]: 'signed_curve25519' } } })
      if (JSON.stringify(answer).includes('"fallback":true')) break
    }
    await scene.understand('with the fallback key')
    const carol = await synapse.person('Carol')
    await friend.invite(conversation.roomId, carol.userId)
    await carol.join(conversation.roomId)
    const carols = await scene.another(carol)
    await carols.until('the room’s encryption', () => carols.room.hasEncryptionStateEvent())
    await carols.client.sendTextMessage(conversation.roomId, said('with the same'))
    const timeline = await conversation.timeline()
    await timeline.until((rows) => rows.some(({ plain }) => plain === said('with the same')))
    heal()
    await conversation.client.call('account.reconnect', { account })
    await scene.understand('and another')
  })

  test('TestDelayedInviteResponse, TestCanDecryptMessagesAfterInviteButBeforeJoin: who was just invited has the key, before any sync tells', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation } = scene
    const { client, account, roomId, proxy, friend } = conversation
    const levels = `/rooms/${encodeURIComponent(roomId)}/state/m.room.power_levels/`
    await friend.request('PUT', levels, { ...await friend.request('GET', levels), invite: 0 })
    const carol = await synapse.person('Carol')
    const carols = await scene.another(carol)
    // No sync tells us of the invite.
    proxy.inject('/sync', { kind: 'hang' })
    await client.call('account.reconnect', { account })
    await client.call('room.invite', { account, roomId, userId: carol.userId as UserId })
    await scene.say('to who is on her way')
    await carol.join(roomId)
    await carols.untilRead(said('to who is on her way'))
  })

  test('TestToDeviceMessagesArentLostWhenKeysQueryFails: a key that comes while nobody can be asked about is kept', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const heal = scene.conversation.proxy.inject('/keys/query', refusals.serverError(503))
    await scene.understand('out of the blue')
    heal()
    await scene.understand('and again')
  })

  test('TestToDeviceMessagesAreProcessedInOrder: a flood of 120 keys, each with its message, is understood whole', async (t) => {
    const scene = await EncryptedPair.start(t, synapse, { wishes: { rotation_period_msgs: 1 } })
    const { conversation } = scene
    await scene.understand('first')
    await conversation.stop()
    const texts = Array.from({ length: 120 }, (_, index) => `flood ${index + 1}`)
    for (const text of texts) await scene.hear(text)
    await conversation.start()
    const timeline = await conversation.timeline(200)
    const rows = await timeline.until((all) => all.length > 120 && all.every(({ content, undecrypted }) => content.type !== 'gap' && undecrypted === null))
    assert.deepEqual(textsOf(rows).slice(-120), texts)
  })
})
