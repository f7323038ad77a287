import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { VerificationPhase } from 'matrix-js-sdk/lib/crypto-api/index.js'
import { sasOf } from '../harness/encrypted-client.ts'
import { JumpingClock } from '../harness/jumping-clock.ts'
import { PeopleScene } from '../harness/people-scene.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { VerificationScene } from '../harness/verification-scene.ts'

// Those who carry the messages, or send too many of them, and those who do not answer at all.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

/** Puts another key into what devices say to each other on their way to us. */
function swapKeys(text: string): string {
  const key = randomBytes(32).toString('base64').replaceAll('=', '')
  return JSON.stringify(JSON.parse(text, (_name, value: unknown) => {
    const isKey = typeof value === 'object' && value !== null && 'type' in value && value.type === 'm.key.verification.key'
    if (!isKey || !('content' in value) || typeof value.content !== 'object') return value
    return { ...value, content: { ...value.content, key } }
  }))
}

describe('a server in the middle that swaps keys', () => {
  test('of the side that began: the emoji are other ones, and saying so ends it on both sides', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, account, theirs, conversation } = scene
    const { request, flowId } = await scene.ready()
    conversation.proxy.inject(/\/sync/u, { kind: 'replace', body: swapKeys })
    await request.startVerification('m.sas.v1')
    const { sas } = await sasOf(request)
    const { emoji } = await scene.until('emoji')
    assert.notDeepEqual(emoji?.map(({ symbol, name }) => [symbol, name]), sas.sas.emoji)
    await client.call('verification.confirm', { account, flowId, matches: false })
    assert.match((await scene.until('cancelled')).reason ?? '', /did not match/u)
    await theirs.until('it was cancelled', () => request.phase === VerificationPhase.Cancelled)
  })

  test('of the side that answered: it had committed itself, and the programs notice without us', async (t) => {
    const scene = await VerificationScene.set(t, synapse)
    const { client, account, theirs, conversation } = scene
    const { request, flowId } = await scene.ready()
    conversation.proxy.inject(/\/sync/u, { kind: 'replace', body: swapKeys })
    await client.call('verification.startEmoji', { account, flowId })
    await theirs.until('a method was chosen', () => request.verifier !== undefined)
    void request.verifier?.verify().catch(() => undefined)
    assert.match((await scene.until('cancelled')).reason ?? '', /keys are not those.*listening in/u)
    await theirs.until('it was cancelled', () => request.phase === VerificationPhase.Cancelled)
    assert.equal(request.cancellationCode, 'm.key_mismatch')
  })
})

describe('nobody answers', () => {
  test('the request is given up after ten minutes, the other side is told, and a minute later it is gone', async (t) => {
    const clock = new JumpingClock()
    const scene = await VerificationScene.set(t, synapse, clock)
    const { client, account, theirs } = scene
    await client.call('verification.request', { account, userId: account })
    const request = await theirs.nextRequest()
    const { expiresAt } = await scene.until('waiting')
    assert.ok(expiresAt !== null && Math.abs(expiresAt - clock.now() - 600_000) < 60_000)
    clock.jump(590_000)
    await pause(1_500)
    assert.equal(scene.rows.rows[0]?.state, 'waiting')
    clock.jump(11_000)
    assert.match((await scene.until('cancelled')).reason ?? '', /in time/u)
    await theirs.until('it was cancelled', () => request.phase === VerificationPhase.Cancelled)
    assert.equal(request.cancellationCode, 'm.timeout')
    clock.jump(61_000)
    await scene.rows.until((rows) => rows.length === 0)
  })
})

describe('a room', () => {
  const ask = (to: string, fromDevice: string) => ({
    msgtype: 'm.key.verification.request', body: 'verify', to, from_device: fromDevice, methods: ['m.sas.v1'],
  })

  test('whoever asks for others, or from a device that is not theirs, asks nobody here', async (t) => {
    const { scene, friend, roomId } = await PeopleScene.set(t, synapse, { isEncrypted: false })
    const { person } = friend
    await person.send(roomId, 'm.room.message', ask('@somebody:test.example', person.deviceId))
    await person.send(roomId, 'm.room.message', ask(scene.account, scene.theirs.person.deviceId))
    await person.send(roomId, 'm.room.message', ask(scene.account, 'NOSUCHDEVICE'))
    const good = await person.send(roomId, 'm.room.message', ask(scene.account, person.deviceId))
    await scene.until('asked', good)
    assert.deepEqual(scene.rows.rows.filter(({ isSelf }) => !isSelf).map(({ flowId }) => flowId), [good])
  })

  test('whoever asks fifty times fills no screen, and keeps nobody else from verifying', async (t) => {
    const { scene, friend: { person }, roomId } = await PeopleScene.set(t, synapse, { isEncrypted: false })
    for (let at = 0; at < 50; at += 1) await person.send(roomId, 'm.room.message', ask(scene.account, person.deviceId))
    const heard = await person.say(roomId, 'that was all')
    const timeline = await scene.client.watch('timeline', { account: scene.account, roomId, count: 5 })
    await timeline.until((all) => all.some(({ eventId }) => eventId === heard))
    // They are looked at one after the other: when another device of ours is heard, all of them have been.
    await scene.theirs.crypto.requestOwnUserVerification()
    await scene.rows.until((all) => all.some(({ isSelf, state }) => isSelf && state === 'asked'))
    const { rows } = scene.rows
    assert.ok(rows.length > 1 && rows.length <= 20, `${rows.length} rows`)
  })
})
