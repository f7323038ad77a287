import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { textsOf } from '../../harness/conversation.ts'
import { EncryptedPair, said } from '../../harness/encrypted-pair.ts'
import { forkEngine } from '../../harness/running-engine.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

// By the names of complement-crypto and of its list of what nobody tests yet: the engine ended with SIGKILL wherever it hurts.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const never = new Promise<never>(() => undefined)
/** How often it is killed at random in one run; more by the environment. */
const kills = Number(process.env['CAUSEWAY_TEST_KILLS'] ?? 10)

describe('the engine with its keys, killed', () => {
  test('testSigkillBeforeKeysUploadResponse: before it knows that its keys were taken uploads the same keys', async (t) => {
    const scene = await EncryptedPair.open(t, synapse)
    const { conversation } = scene
    const { proxy } = conversation
    const lift = proxy.inject('/keys/upload', { kind: 'hold-answer', until: never })
    const engine = await forkEngine(conversation.profile)
    const { localpart: user, password } = conversation.me
    const signingIn = engine.client.call('account.login', { homeserver: proxy.url, user, password }).catch(() => null)
    await proxy.untilSeen('/keys/upload')
    await engine.kill()
    assert.equal(await signingIn, null)
    lift()
    await conversation.fork()
    await proxy.untilSeen('/keys/upload', 2)
    await scene.untilKnown()
    const [first, second] = proxy.seen('/keys/upload').map(({ body }) => JSON.parse(body) as Record<string, Record<string, { readonly key?: string }>>)
    // It may have seen its device on the server already, and then only says the rest.
    assert.deepEqual(second?.['device_keys'] ?? first?.['device_keys'], first?.['device_keys'])
    const keysOf = (body: typeof first) => Object.entries(body?.['one_time_keys'] ?? {}).map(([name, { key }]) => [name, key])
    assert.deepEqual([keysOf(second).length, keysOf(second)], [50, keysOf(first)])
    await scene.understand('with keys')
  })

  test('TestUnprocessedToDeviceMessagesArentLostOnRestart: right after a sync brought a key, it has the key', async (t) => {
    const [scene, engine] = await EncryptedPair.fork(t, synapse)
    const { conversation } = scene
    const synced = Promise.withResolvers<void>()
    // Ended by the answer itself, at whatever the engine makes of it first.
    conversation.proxy.inject('/sync', {
      kind: 'replace',
      body: (answer) => {
        if (answer.includes('m.room.encrypted') && answer.includes('ciphertext')) setTimeout(() => { void engine.kill().then(synced.resolve) }, 1)
        return answer
      },
    })
    await conversation.client.call('account.reconnect', { account: conversation.account })
    await scene.hear('into the dark')
    await synced.promise
    await conversation.stop()
    conversation.heal()
    await conversation.fork()
    const timeline = await conversation.timeline()
    await timeline.until((rows) => rows.some(({ plain }) => plain === said('into the dark')))
  })

  test('between the server’s taking of a room’s key and its own note of it sends the same again, once, and goes on from there', async (t) => {
    const [scene, engine] = await EncryptedPair.fork(t, synapse)
    const { conversation, theirs } = scene
    const { proxy } = conversation
    const giving = /PUT .*\/sendToDevice\/m\.room\.encrypted/u
    const lift = proxy.inject(giving, { kind: 'hold-answer', until: never })
    await conversation.send('in two pieces')
    await proxy.untilSeen(giving)
    await engine.kill()
    await conversation.stop()
    lift()
    await conversation.fork()
    await theirs.untilRead(said('in two pieces'))
    const [first, second] = proxy.seen(giving)
    assert.deepEqual([second?.path, second?.body], [first?.path, first?.body])
  })

  test('between news of a device and the question about it asks all the same', async (t) => {
    const [scene, engine] = await EncryptedPair.fork(t, synapse)
    const { conversation } = scene
    const { proxy } = conversation
    await scene.say('known')
    const asked = proxy.seen('/keys/query').length
    const lift = proxy.inject('/keys/query', { kind: 'hang' })
    const { client } = await scene.friendAgain()
    await proxy.untilSeen('/keys/query', asked + 1)
    await engine.kill()
    await conversation.stop()
    lift()
    await conversation.fork()
    await scene.say('to the new one as well')
    await client.untilRead(said('to the new one as well'))
  })

  test(`${kills} times at random while keys and messages come has lost none of them`, async (t) => {
    const scene = await EncryptedPair.open(t, synapse, { wishes: { rotation_period_msgs: 1 } })
    const { conversation } = scene
    const texts: string[] = []
    await conversation.fork()
    await scene.untilKnown()
    await conversation.stop()
    for (let round = 1; round <= kills; round += 1) {
      const engine = await conversation.fork()
      const ended = pause(Math.random() * 400).then(() => engine.kill())
      for (const text of [`before ${round}`, `after ${round}`]) {
        texts.push(text)
        await scene.hear(text)
      }
      await ended
      await conversation.stop()
    }
    await conversation.fork()
    const timeline = await conversation.timeline(texts.length + 20)
    const rows = await timeline.until((all) => {
      const shown = textsOf(all)
      return texts.every((text) => shown.includes(text)) && all.every(({ undecrypted }) => undecrypted === null)
    })
    assert.deepEqual(textsOf(rows), texts)
  })
})
