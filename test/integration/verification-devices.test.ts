import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { VerificationPhase } from 'matrix-js-sdk/lib/crypto-api/index.js'
import type { VerificationRow } from '../../preload/contract/index.ts'
import { sasOf, type EncryptedClient } from '../harness/encrypted-client.ts'
import type { EngineClient } from '../harness/engine-client.ts'
import { eventually } from '../harness/eventually.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { VerificationScene } from '../harness/verification-scene.ts'

// Two devices of one person: ours, and one whose program others wrote.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

/** What the other program holds of our device. */
async function isVerifiedThere(theirs: EncryptedClient, client: EngineClient): Promise<boolean> {
  const [ours] = await client.call('account.list', {})
  assert.ok(ours)
  const status = await theirs.crypto.getDeviceVerificationStatus(ours.userId, ours.deviceId)
  return status?.crossSigningVerified === true
}

const pairs = (emoji: VerificationRow['emoji']): unknown => emoji?.map(({ symbol, name }) => [symbol, name])

describe('verifying a device of our own by emoji', () => {
  test('begun here: TestVerificationSAS', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const { flowId } = await client.call('verification.request', { account, userId: account })
    const waiting = await scene.until('waiting')
    assert.equal(waiting.isSelf, true)
    assert.equal(waiting.weStarted, true)
    assert.deepEqual((await client.call('verification.request', { account, userId: account })).flowId, flowId, 'asked twice it is one')

    const request = await theirs.nextRequest()
    await request.accept()
    const ready = await scene.until('ready')
    assert.equal(ready.deviceId, theirs.person.deviceId)
    assert.equal(ready.canEmoji, true)
    await client.call('verification.startEmoji', { account, flowId })
    const { sas } = await sasOf(request)
    assert.deepEqual(pairs((await scene.until('emoji')).emoji), sas.sas.emoji)
    await client.call('verification.confirm', { account, flowId, matches: true })
    await scene.until('confirmed')
    await sas.confirm()
    await scene.until('done')
    await eventually('our device is signed', () => isVerifiedThere(theirs, client))
  })

  test('begun there, and the comparing too: TestVerificationSAS', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const [ours] = await client.call('account.list', {})
    assert.ok(ours)
    await theirs.untilDevice(account, ours.deviceId)
    const request = await theirs.crypto.requestDeviceVerification(account, ours.deviceId)
    const asked = await scene.until('asked')
    assert.equal(asked.deviceId, theirs.person.deviceId)
    assert.equal(asked.weStarted, false)
    await assert.rejects(client.call('verification.startEmoji', { account, flowId: asked.flowId }), /not at that point/u)
    await client.call('verification.accept', { account, flowId: asked.flowId })
    await theirs.until('it was accepted', () => request.phase === VerificationPhase.Ready)
    await request.startVerification('m.sas.v1')
    const { sas } = await sasOf(request)
    assert.deepEqual(pairs((await scene.until('emoji')).emoji), sas.sas.emoji)
    await sas.confirm()
    await client.call('verification.confirm', { account, flowId: asked.flowId, matches: true })
    await scene.until('done')
    await eventually('our device is signed', () => isVerifiedThere(theirs, client))
  })

  test('begun by both at once, it goes on as one', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, account } = scene
    const { request, flowId } = await scene.ready()
    await Promise.all([client.call('verification.startEmoji', { account, flowId }), request.startVerification('m.sas.v1')])
    const { sas } = await sasOf(request)
    assert.deepEqual(pairs((await scene.until('emoji')).emoji), sas.sas.emoji)
    await sas.confirm()
    await client.call('verification.confirm', { account, flowId, matches: true })
    await scene.until('done')
  })
})

describe('a verification that comes to nothing', () => {
  test('other emoji here: both sides hear that they did not match, and nothing is verified', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const { request, flowId } = await scene.emoji()
    await client.call('verification.confirm', { account, flowId, matches: false })
    assert.match((await scene.until('cancelled')).reason ?? '', /did not match/u)
    await theirs.until('it was cancelled', () => request.phase === VerificationPhase.Cancelled)
    assert.equal(request.cancellationCode, 'm.mismatched_sas')
    assert.equal(await isVerifiedThere(theirs, client), false)
    await assert.rejects(client.call('verification.confirm', { account, flowId, matches: true }), /did not match/u)
  })

  test('other emoji there', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { sas } = await scene.emoji()
    sas.mismatch()
    assert.match((await scene.until('cancelled')).reason ?? '', /did not match/u)
  })

  test('cancelled here after it was accepted there', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const { request, flowId } = await scene.ready()
    await client.call('verification.cancel', { account, flowId })
    assert.equal((await scene.until('cancelled')).reason, 'You cancelled it.')
    await theirs.until('it was cancelled', () => request.phase === VerificationPhase.Cancelled)
    assert.equal(request.cancellationCode, 'm.user')

    const again = await client.call('verification.request', { account, userId: account })
    assert.notEqual(again.flowId, flowId)
    await theirs.nextRequest()
    await scene.until('waiting')
  })

  test('declined there', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    await client.call('verification.request', { account, userId: account })
    await (await theirs.nextRequest()).cancel()
    assert.equal((await scene.until('cancelled')).reason, 'The other side cancelled it.')
  })

  test('declined here', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const request = await theirs.crypto.requestOwnUserVerification()
    const { flowId } = await scene.until('asked')
    await client.call('verification.cancel', { account, flowId })
    await theirs.until('it was declined', () => request.phase === VerificationPhase.Cancelled)
    assert.equal((await scene.until('cancelled')).reason, 'You cancelled it.')
  })
})

describe('verifying a device of our own by code', () => {
  test('shown here and scanned there', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const { request, flowId } = await scene.ready()
    const code = await scene.code()
    const verifier = await request.scanQRCode(new Uint8ClampedArray(code))
    void verifier.verify().catch(() => undefined)
    await scene.until('scanned')
    await client.call('verification.confirmScanned', { account, flowId, matches: true })
    await scene.until('done')
    await eventually('our device is signed', () => isVerifiedThere(theirs, client))
  })

  test('shown there and scanned here', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const { request, flowId } = await scene.ready()
    assert.equal((await scene.until('ready')).canScan, true)
    const code = await request.generateQRCode()
    assert.ok(code)
    await assert.rejects(client.call('verification.scan', { account, flowId, code: new Uint8Array([1, 2, 3]) }), /no code of a verification/u)
    await client.call('verification.scan', { account, flowId, code: new Uint8Array(code) })
    await theirs.until('its code was scanned', () => (request.verifier?.getReciprocateQrCodeCallbacks() ?? null) !== null)
    request.verifier?.getReciprocateQrCodeCallbacks()?.confirm()
    await scene.until('done')
    await eventually('our device is signed', () => isVerifiedThere(theirs, client))
  })

  test('scanned there, but not by whom we think: nothing is verified', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, theirs, account } = scene
    const { request, flowId } = await scene.ready()
    const code = await scene.code()
    void (await request.scanQRCode(new Uint8ClampedArray(code))).verify().catch(() => undefined)
    await scene.until('scanned')
    await client.call('verification.confirmScanned', { account, flowId, matches: false })
    await scene.until('cancelled')
    await theirs.until('it was cancelled', () => request.phase === VerificationPhase.Cancelled)
    assert.equal(await isVerifiedThere(theirs, client), false)
  })
})
