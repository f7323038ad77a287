import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { MatrixClient } from 'matrix-js-sdk'
import type { RoomId, UserId } from '../../../preload/contract/index.ts'
import { encryptionOn } from '../../harness/conversation.ts'
import { EncryptedClient } from '../../harness/encrypted-client.ts'
import { EncryptedPair, said } from '../../harness/encrypted-pair.ts'
import type { EngineClient } from '../../harness/engine-client.ts'
import { eventually } from '../../harness/eventually.ts'
import { refusals } from '../../harness/faults.ts'
import type { Person } from '../../harness/person.ts'
import { openEngine } from '../../harness/running-engine.ts'
import { useSynapse, type TestSynapse } from '../../harness/synapse.ts'
import { openTempFolder } from '../../harness/temp-folder.ts'

// What was said before, for whoever is invited (MSC4268).

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

/** Resolves when our device is signed by its owner. */
async function untilVerified(client: EngineClient, account: UserId): Promise<void> {
  const status = await client.watch('encryption', { account })
  await status.until(([row]) => row?.device === 'verified')
  await status.stop()
}

async function sign(client: MatrixClient, person: Person): Promise<void> {
  await new EncryptedClient(client, person).setUpIdentity()
}

async function untilShown(client: EngineClient, account: UserId, roomId: RoomId, text: string): Promise<void> {
  const timeline = await client.watch('timeline', { account, roomId, count: 50 })
  await timeline.until((rows) => rows.some(({ plain }) => plain === text))
  await timeline.stop()
}

async function untilInvited(client: EngineClient, account: UserId, roomId: RoomId): Promise<void> {
  const rooms = await client.watch('rooms', { account, filter: 'all', from: 0, count: 50 })
  await rooms.until((rows) => rows.some((row) => row.key === roomId && row.type === 'room' && row.membership === 'invite'))
  await rooms.stop()
}

/** The friend has a room of their own with something said in it, and then invites us. */
async function inviteUs(t: TestContext): Promise<{ readonly scene: EncryptedPair; readonly roomId: RoomId }> {
  const scene = await EncryptedPair.start(t, synapse)
  const { conversation, theirs } = scene
  await sign(theirs.client, conversation.friend)
  await untilVerified(conversation.client, conversation.account)
  const roomId = await conversation.friend.createRoom({ name: said('Cellar'), initialState: [encryptionOn()] }) as RoomId
  await eventually('the other client knows its room', async () => theirs.client.getRoom(roomId)?.hasEncryptionStateEvent() === true)
  await theirs.client.sendTextMessage(roomId, said('long before'))
  await theirs.client.invite(roomId, conversation.account)
  await untilInvited(conversation.client, conversation.account, roomId)
  return { scene, roomId }
}

describe('history of an encrypted room', () => {
  test('is read by whoever we invite, on matrix-js-sdk', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { client, account, roomId, friend } = scene.conversation
    const levels = `/rooms/${encodeURIComponent(roomId)}/state/m.room.power_levels/`
    await friend.request('PUT', levels, { ...await friend.request('GET', levels), invite: 0 })
    await untilVerified(client, account)
    await scene.say('long before')
    const carol = await synapse.person('Carol')
    const carols = await scene.another(carol)
    await sign(carols.client, carol)
    await client.call('room.invite', { account, roomId, userId: carol.userId as UserId })
    await eventually('the invite', async () => carols.client.getRoom(roomId)?.getMyMembership() === 'invite')
    await carols.client.joinRoom(roomId)
    await carols.untilRead(said('long before'))
  })

  test('is read by us when somebody on matrix-js-sdk invites us', async (t) => {
    const { scene, roomId } = await inviteUs(t)
    const { client, account } = scene.conversation
    await client.call('room.join', { account, room: roomId })
    await untilShown(client, account, roomId, said('long before'))
  })

  test('is read by us after a restart when it could not be had before', async (t) => {
    const { scene, roomId } = await inviteUs(t)
    const { conversation } = scene
    const { proxy, account } = conversation
    proxy.inject('/media/download', refusals.serverError(503))
    await conversation.client.call('room.join', { account, room: roomId })
    await proxy.untilSeen('/media/download')
    await conversation.stop()
    conversation.heal()
    await conversation.start()
    await untilShown(conversation.client, account, roomId, said('long before'))
  })

  test('goes from one of ours to another, and not to a device that its owner has not signed', async (t) => {
    const scene = await EncryptedPair.start(t, synapse)
    const { client, account } = scene.conversation
    await untilVerified(client, account)
    const { localId } = await client.call('room.create', { account, name: said('Attic'), isEncrypted: true })
    const roomId = await eventuallyRoom(client, account, said('Attic'))
    assert.ok(localId)
    await client.call('message.send', { account, roomId, text: said('long before'), format: 'plain' })
    const carol = await synapse.person('Carol')
    const folder = await openTempFolder()
    const engine = await openEngine(folder.path)
    t.after(async () => {
      await engine.stop()
      await folder.dispose()
    })
    await engine.client.call('account.login', { homeserver: synapse.url, user: carol.localpart, password: carol.password })
    const carols = carol.userId as UserId
    await untilVerified(engine.client, carols)
    // Her other device has keys, and nobody's signature.
    const unsigned = await scene.another(carol)
    await client.call('room.invite', { account, roomId, userId: carols })
    await untilInvited(engine.client, carols, roomId)
    await engine.client.call('room.join', { account: carols, room: roomId })
    await untilShown(engine.client, carols, roomId, said('long before'))
    await eventually('the other device sees the room', async () => (unsigned.client.getRoom(roomId)?.getLiveTimeline().getEvents().length ?? 0) > 0)
    const events = unsigned.client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? []
    assert.equal(events.some((event) => event.getContent()['body'] === said('long before')), false)
  })
})

async function eventuallyRoom(client: EngineClient, account: UserId, name: string): Promise<RoomId> {
  const rooms = await client.watch('rooms', { account, filter: 'all', from: 0, count: 50 })
  const isIt = (row: (typeof rooms.rows)[number]) => row.type === 'room' && row.name === name && row.membership === 'join' && row.isEncrypted
  const found = (await rooms.until((all) => all.some(isIt))).find(isIt)
  assert.ok(found?.type === 'room')
  return found.roomId
}
