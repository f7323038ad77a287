import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { MatrixEvent } from 'matrix-js-sdk'
import type { LocalId, Trust } from '../../preload/contract/index.ts'
import { startEncryptedClient, type EncryptedClient } from '../harness/encrypted-client.ts'
import { eventually } from '../harness/eventually.ts'
import { PeopleScene } from '../harness/people-scene.ts'
import { Person } from '../harness/person.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

const say = ({ scene, roomId }: PeopleScene, text: string): Promise<{ readonly localId: LocalId }> =>
  scene.client.call('message.send', { account: scene.account, roomId, text, format: 'plain' })

/** Opens what is shown of the friend, and gives what waits until it is so. */
async function watchTrust({ scene: { client, account }, friendId, roomId }: PeopleScene) {
  const person = await client.watch('trust', { account, userId: friendId })
  const room = await client.watch('room', { account, roomId })
  return {
    until: async (trust: Trust) => (await person.until(([row]) => row?.trust === trust))[0],
    untilDevices: (count: number) => person.until(([row]) => row?.devices.length === count),
    untilInRoom: (changes: readonly ('changed' | 'withdrawn')[]) =>
      room.until(([row]) => row !== undefined && row.changedIdentities.map(({ trust }) => trust).join() === changes.join()),
  }
}

/** What another program could decrypt of the messages in a room. */
async function untilRead(client: EncryptedClient, roomId: string, text: string): Promise<void> {
  await eventually(`"${text}" is read there`, async () => bodies(client, roomId).includes(text))
}

const eventsOf = (client: EncryptedClient, roomId: string): readonly MatrixEvent[] =>
  client.client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? []

const bodies = (client: EncryptedClient, roomId: string): readonly unknown[] =>
  eventsOf(client, roomId).map((event) => event.getContent()['body'])

describe('somebody whom we verified has another identity', () => {
  test('nothing is sent to them until that is accepted', async (t) => {
    const people = await PeopleScene.set(t, synapse, { isEncrypted: true })
    const { scene: { client, account }, friend, friendId, roomId } = people
    await people.verify()
    const shown = await watchTrust(people)
    const verified = await shown.until('verified')
    assert.deepEqual(verified?.devices.map(({ deviceId, isSigned }) => [deviceId, isSigned]), [[friend.person.deviceId, true]])
    await say(people, 'to the one I know')
    await untilRead(friend, roomId, 'to the one I know')

    await friend.setUpIdentity({ reset: true })
    const changed = await shown.until('withdrawn')
    assert.notEqual(changed?.fingerprint, verified?.fingerprint)
    await shown.untilInRoom(['withdrawn'])
    const { localId } = await say(people, 'to whom?')
    const outbox = await client.watch('outbox', { account })
    const [held] = await outbox.until((rows) => rows.some((row) => row.localId === localId && row.reason !== null))
    assert.match(held?.reason ?? '', /no longer the one that you verified/u)
    assert.equal(held?.state, 'waiting')

    await client.call('trust.accept', { account, userId: friendId })
    await shown.until('normal')
    await shown.untilInRoom([])
    await untilRead(friend, roomId, 'to whom?')
  })

  test('verifying them anew settles it, too, in the chat where nothing else can be said', async (t) => {
    const people = await PeopleScene.set(t, synapse, { isEncrypted: true })
    const { friend, roomId } = people
    await people.verify()
    const shown = await watchTrust(people)
    await shown.until('verified')
    await friend.setUpIdentity({ reset: true })
    await shown.until('withdrawn')
    await say(people, 'wait for it')
    await people.verify()
    await shown.until('verified')
    await shown.untilInRoom([])
    await untilRead(friend, roomId, 'wait for it')
  })
})

test('another identity of somebody whom nobody verified is told, and keeps nothing back', async (t) => {
  const people = await PeopleScene.set(t, synapse, { isEncrypted: true })
  const { scene: { client, account }, friend, friendId, roomId } = people
  const shown = await watchTrust(people)
  await shown.until('normal')
  await friend.setUpIdentity({ reset: true })
  await shown.until('changed')
  await shown.untilInRoom(['changed'])
  await say(people, 'still talking')
  await untilRead(friend, roomId, 'still talking')
  await client.call('trust.accept', { account, userId: friendId })
  await shown.until('normal')
  await shown.untilInRoom([])
})

test('with devices left out that are not signed, such a device gets no key (MSC4153)', async (t) => {
  const people = await PeopleScene.set(t, synapse, { isEncrypted: true })
  const { scene: { client }, friend, roomId } = people
  const { url, localpart, password } = friend.person
  const unsigned = await startEncryptedClient(t, await Person.signIn(url, localpart, password))
  const [known] = await (await watchTrust(people)).untilDevices(2)
  assert.equal(known?.devices.find(({ deviceId }) => deviceId === unsigned.person.deviceId)?.isSigned, false)
  await say(people, 'to all devices')
  await untilRead(unsigned, roomId, 'to all devices')

  await client.call('settings.set', { excludeUnsigned: true })
  await say(people, 'to signed devices')
  await untilRead(friend, roomId, 'to signed devices')
  const hidden = await untilCiphertext(unsigned, roomId)
  assert.equal(hidden.isDecryptionFailure(), true)
  assert.equal(bodies(unsigned, roomId).includes('to signed devices'), false)
})

/** The newest message, which cannot be read. */
async function untilCiphertext(client: EncryptedClient, roomId: string): Promise<MatrixEvent> {
  let found: MatrixEvent | undefined
  await eventually('the message is there, unread', async () => {
    found = eventsOf(client, roomId).findLast((event) => event.isDecryptionFailure())
    return found !== undefined
  })
  assert.ok(found)
  return found
}
