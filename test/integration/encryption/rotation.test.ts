import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { EncryptedPair, said } from '../../harness/encrypted-pair.ts'
import { Person } from '../../harness/person.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'

// By the names of complement-crypto: when what we say is under a new key, and when it is not.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

/** Resolves when our engine has heard that this many are in the room. */
async function untilMembers({ conversation }: EncryptedPair, count: number): Promise<void> {
  const { client, account, roomId } = conversation
  const room = await client.watch('room', { account, roomId })
  await room.until(([row]) => row?.joinedCount === count)
  await room.stop()
}

describe('the key of what we say', () => {
  test('TestRoomKeyIsCycledOnMemberLeaving, TestOnRejoinBobCanSeeButNotDecryptHistory: is another one when somebody left', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation, theirs } = scene
    const carol = await synapse.person('Carol')
    await conversation.friend.invite(conversation.roomId, carol.userId)
    await carol.join(conversation.roomId)
    const carols = await scene.another(carol)
    await untilMembers(scene, 3)
    const first = await scene.say('for all three')
    await carols.untilRead(said('for all three'))

    await carol.leave(conversation.roomId)
    await untilMembers(scene, 2)
    const second = await scene.say('behind her back')
    assert.notEqual(second, first)
    await conversation.friend.invite(conversation.roomId, carol.userId)
    await carol.join(conversation.roomId)
    await untilMembers(scene, 3)
    await scene.say('welcome back')
    await carols.untilRead(said('welcome back'))
    await carols.until('what was said behind her back', () => carols.undecrypted.length === 1)
    assert.deepEqual(theirs.undecrypted, [])
  })

  test('is another one when somebody left and came back between two messages', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation } = scene
    const first = await scene.say('before')
    // All of it comes with one sync.
    const synced = Promise.withResolvers<void>()
    conversation.proxy.inject('/sync', { kind: 'delay', until: synced.promise })
    await conversation.client.call('account.reconnect', { account: conversation.account })
    await conversation.friend.leave(conversation.roomId)
    await conversation.me.invite(conversation.roomId, conversation.friend.userId)
    await conversation.friend.join(conversation.roomId)
    const mark = await conversation.friend.say(conversation.roomId, 'back')
    conversation.heal()
    synced.resolve()
    const timeline = await conversation.timeline()
    await timeline.until((rows) => rows.some(({ eventId }) => eventId === mark))
    assert.notEqual(await scene.say('after'), first)
  })

  test('TestRoomKeyIsCycledOnDeviceLogout: is another one when a device signed out', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { person, client } = await scene.friendAgain()
    const first = await scene.say('for both devices')
    await client.untilRead(said('for both devices'))
    const { proxy } = scene.conversation
    const asked = proxy.seen('/keys/query').length
    await person.request('POST', '/logout', {})
    await proxy.untilSeen('/keys/query', asked + 1)
    assert.notEqual(await scene.say('for one device'), first)
  })

  test('TestRoomKeyIsCycledAfterEnoughMessages: is another one after as many messages as the room wants', async (t) => {
    const scene = await EncryptedPair.start(t, synapse, { wishes: { rotation_period_msgs: 5 } })
    const sessions: string[] = []
    for (let count = 1; count <= 11; count += 1) sessions.push(await scene.say(`message ${count}`))
    assert.deepEqual(sessions.map((session) => sessions.indexOf(session)), [0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10])
  })

  test('TestRoomKeyIsNotCycled: stays when names change, devices come and (TestRoomKeyIsNotCycledOnClientRestart) we restart', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation } = scene
    const first = await scene.say('one')
    await conversation.friend.setDisplayName('Benjamin')
    await conversation.me.setDisplayName('Adelaide')
    const asked = conversation.proxy.seen('/keys/query').length
    const { client } = await scene.friendAgain()
    await conversation.proxy.untilSeen('/keys/query', asked + 1)
    assert.equal(await scene.say('two'), first)
    await scene.restart()
    assert.equal(await scene.say('three'), first)
    // TestOnNewDeviceBobCanSeeButNotDecryptHistory: what was said before a device was there is not for it.
    await client.untilRead(said('three'))
    await client.until('what was said before', () => client.undecrypted.length > 0)
  })

  test('is another one when history is to be seen by fewer', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation } = scene
    const first = await scene.say('before')
    const state = `/rooms/${encodeURIComponent(conversation.roomId)}/state/m.room.history_visibility/`
    await conversation.friend.request('PUT', state, { history_visibility: 'joined' })
    const mark = await conversation.friend.say(conversation.roomId, 'stricter')
    const timeline = await conversation.timeline()
    await timeline.until((rows) => rows.some(({ eventId }) => eventId === mark))
    assert.notEqual(await scene.say('after'), first)
  })

  test('TestBobCanSeeButNotDecryptHistoryInPublicRoom: is not for who joins later', async (t) => {
    const scene = await EncryptedPair.start(t, synapse, { state: [{ type: 'm.room.join_rules', state_key: '', content: { join_rule: 'public' } }] })
    await scene.say('before she came')
    const carol = await synapse.person('Carol')
    await carol.join(scene.conversation.roomId)
    const carols = await scene.another(carol)
    await untilMembers(scene, 3)
    await scene.say('she is here')
    await carols.untilRead(said('she is here'))
    await carols.until('what was said before', () => carols.undecrypted.length === 1)
  })

  test('TestChangingDeviceAfterInviteReEncrypts: is for the device that an invited person has by then, from the next message on', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { conversation } = scene
    const carol = await synapse.person('Carol')
    await scene.another(carol)
    await conversation.friend.invite(conversation.roomId, carol.userId)
    const timeline = await conversation.timeline()
    const mark = await conversation.friend.say(conversation.roomId, 'invited')
    await timeline.until((rows) => rows.some(({ eventId }) => eventId === mark))
    const first = await scene.say('for the old device')
    const later = await Person.signIn(carol.url, carol.localpart, carol.password)
    await carol.request('POST', '/logout', {})
    const carols = await scene.another(later)
    assert.notEqual(await scene.say('while invited'), first)
    await later.join(conversation.roomId)
    await untilMembers(scene, 3)
    await scene.say('for the new one')
    await carols.untilRead(said('while invited'))
    await carols.untilRead(said('for the new one'))
    await carols.until('what it has no key for', () => carols.undecrypted.length === 1)
  })
})
