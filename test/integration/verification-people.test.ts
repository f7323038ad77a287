import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { MsgType } from 'matrix-js-sdk'
import { VerificationPhase } from 'matrix-js-sdk/lib/crypto-api/index.js'
import type { UserId } from '../../preload/contract/index.ts'
import { sasOf } from '../harness/encrypted-client.ts'
import { eventually } from '../harness/eventually.ts'
import { PeopleScene } from '../harness/people-scene.ts'
import { openEngine } from '../harness/running-engine.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'
import { VerificationScene } from '../harness/verification-scene.ts'

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

describe('verifying somebody', () => {
  test('by a code that is shown here and scanned there', async (t) => {
    const { scene, friend, friendId } = await PeopleScene.set(t, synapse, { isEncrypted: true })
    const { client, account } = scene
    const { flowId } = await client.call('verification.request', { account, userId: friendId })
    const request = await friend.nextRequest()
    await request.accept()
    const verifier = await request.scanQRCode(new Uint8ClampedArray(await scene.code()))
    void verifier.verify().catch(() => undefined)
    await scene.until('scanned', flowId)
    await client.call('verification.confirmScanned', { account, flowId, matches: true })
    await scene.until('done', flowId)
    await eventually('we are verified there', () => friend.isVerified(account))
  })

  test('with whom there is no direct chat makes one, which they are asked into', async (t) => {
    const { scene, friend, friendId, roomId } = await PeopleScene.set(t, synapse, { isEncrypted: true })
    const { client, account } = scene
    await scene.conversation.me.setAccountData('m.direct', {})
    await scene.untilNoDirectRoom(roomId)
    const { flowId } = await client.call('verification.request', { account, userId: friendId })
    const { roomId: made } = await scene.until('waiting', flowId)
    assert.ok(made !== null && made !== roomId)
    await friend.person.join(made)
    const request = await friend.nextRequest()
    assert.equal(request.roomId, made)
    await request.accept()
    await scene.until('ready', flowId)
  })

  test('whose key comes after the question is heard once it is there', async (t) => {
    const { scene, friend, roomId } = await PeopleScene.set(t, synapse, { isEncrypted: true })
    const late = new LateKeys()
    scene.conversation.proxy.inject(/\/sync/u, { kind: 'replace', body: (text) => late.pass(text) })
    const timeline = await scene.client.watch('timeline', { account: scene.account, roomId, count: 5 })
    // The sync that was on its way already is over.
    const before = await friend.person.say(roomId, 'a sync')
    await timeline.until((rows) => rows.some(({ eventId }) => eventId === before))
    // Encrypted, as we send it; that program sends its own requests readable.
    const question = { to: scene.account, from_device: friend.person.deviceId, methods: ['m.sas.v1'], msgtype: 'm.key.verification.request' }
    await friend.client.sendMessage(roomId, Object.assign({ msgtype: MsgType.Text as const, body: 'verify' }, question))
    await timeline.until((rows) => rows.some(({ sender, decryption }) => sender.userId === friend.person.userId && decryption === 'pending'))
    assert.equal(scene.rows.rows.some(({ state }) => state === 'asked'), false)
    late.letThrough()
    await friend.person.say(roomId, 'another sync')
    assert.equal((await scene.until('asked')).roomId, roomId)
  })

  test('who asked, and was answered on another device of ours, is no matter here any more', async (t) => {
    const { scene, friend, roomId } = await PeopleScene.set(t, synapse, { isEncrypted: true })
    await friend.crypto.requestVerificationDM(scene.account, roomId)
    const { flowId } = await scene.until('asked')
    await (await scene.theirs.nextRequest()).accept()
    assert.match((await scene.until('cancelled', flowId)).reason ?? '', /another device/u)
  })

  test('who asked, and was answered, before a device was there asks nothing on it', async (t) => {
    const { scene, friend, roomId } = await PeopleScene.set(t, synapse, { isEncrypted: true })
    const { account, conversation: { me } } = scene
    const request = await friend.crypto.requestVerificationDM(account, roomId)
    const { flowId } = await scene.until('asked')
    await scene.client.call('verification.accept', { account, flowId })
    await friend.until('it was accepted', () => request.phase === VerificationPhase.Ready)
    const { client, stop } = await openEngine(await tempFolderFor(t))
    t.after(stop)
    await client.call('account.login', { homeserver: synapse.url, user: me.localpart, password: me.password })
    const rows = await client.watch('verifications', { account })
    const timeline = await client.watch('timeline', { account, roomId, count: 20 })
    await friend.person.say(roomId, 'welcome')
    await timeline.until((all) => all.some(({ plain }) => plain === 'welcome'))
    assert.deepEqual(rows.rows.filter(({ state }) => state === 'asked'), [])
  })

  test('is refused where it could come to no good end', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, account, conversation } = scene
    const request = client.call('verification.request', { account, userId: conversation.friend.userId as UserId })
    await assert.rejects(request, /forbidden, This device is not verified yet/u)
    await scene.verifyOwnDevice()
    await assert.rejects(
      client.call('verification.request', { account, userId: conversation.friend.userId as UserId }), /not-found, .* has not set up encryption/u,
    )
  })
})

type Part = { readonly type?: string; readonly [key: string]: unknown }

/** Holds encrypted messages to devices back from sync responses, and puts them into a later one. */
class LateKeys {
  readonly #held: Part[] = []
  #isHolding = true

  letThrough(): void {
    this.#isHolding = false
  }

  pass(text: string): string {
    return JSON.stringify(JSON.parse(text, (name, value: unknown) => {
      if (name !== 'to_device' || typeof value !== 'object' || value === null) return value
      const events = 'events' in value && Array.isArray(value.events) ? value.events as Part[] : []
      if (!this.#isHolding) return { ...value, events: [...this.#held.splice(0), ...events] }
      this.#held.push(...events.filter(({ type }) => type === 'm.room.encrypted'))
      return { ...value, events: events.filter(({ type }) => type !== 'm.room.encrypted') }
    }))
  }
}
