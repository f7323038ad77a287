import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { VerificationPhase } from 'matrix-js-sdk/lib/crypto-api/index.js'
import { sasOf } from '../harness/encrypted-client.ts'
import { eventually } from '../harness/eventually.ts'
import { PeopleScene } from '../harness/people-scene.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

// Two people: the one who is here, and one with another program, in their direct chat.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

for (const isEncrypted of [false, true]) {
  describe(`verifying somebody in a direct chat that is ${isEncrypted ? '' : 'not '}encrypted`, () => {
    test('begun here: TestVerificationSAS, with another user', async (t) => {
      const { scene, friend, friendId, roomId } = await PeopleScene.set(t, synapse, { isEncrypted })
      const { client, account } = scene
      const { flowId } = await client.call('verification.request', { account, userId: friendId })
      const waiting = await scene.until('waiting', flowId)
      assert.deepEqual([waiting.roomId, waiting.isSelf, waiting.person.name], [roomId, false, 'Ben'])
      const request = await friend.nextRequest()
      await request.accept()
      await scene.until('ready', flowId)
      await client.call('verification.startEmoji', { account, flowId })
      const { sas } = await sasOf(request)
      const { emoji } = await scene.until('emoji', flowId)
      assert.deepEqual(emoji?.map(({ symbol, name }) => [symbol, name]), sas.sas.emoji)
      await client.call('verification.confirm', { account, flowId, matches: true })
      await sas.confirm()
      await scene.until('done', flowId)
      await eventually('we are verified there', () => friend.isVerified(account))
      await eventually('our other device hears that they are', () => scene.theirs.isVerified(friendId))
    })

    test('begun there', async (t) => {
      const { scene, friend, roomId } = await PeopleScene.set(t, synapse, { isEncrypted })
      const { client, account } = scene
      assert.equal(await friend.isVerified(account), false)
      const request = await friend.crypto.requestVerificationDM(account, roomId)
      const { flowId, deviceId } = await scene.until('asked')
      assert.equal(deviceId, friend.person.deviceId)
      await client.call('verification.accept', { account, flowId })
      await friend.until('it was accepted', () => request.phase === VerificationPhase.Ready)
      await request.startVerification('m.sas.v1')
      const { sas } = await sasOf(request)
      await scene.until('emoji', flowId)
      await sas.confirm()
      await client.call('verification.confirm', { account, flowId, matches: true })
      await scene.until('done', flowId)
      await eventually('we are verified there', () => friend.isVerified(account))
    })
  })
}
