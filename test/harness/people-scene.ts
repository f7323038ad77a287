// Two people with identities in their direct chat: the one who is here, whose device is verified, and one with another program.
import type { TestContext } from 'node:test'
import type { RoomId, UserId } from '../../preload/contract/index.ts'
import { sasOf, startEncryptedClient, type EncryptedClient } from './encrypted-client.ts'
import type { TestSynapse } from './synapse.ts'
import { VerificationScene } from './verification-scene.ts'

const encryption = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }

export class PeopleScene {
  readonly scene: VerificationScene
  readonly friend: EncryptedClient
  readonly friendId: UserId
  /** Their direct chat. */
  readonly roomId: RoomId

  private constructor(scene: VerificationScene, friend: EncryptedClient, roomId: string) {
    this.scene = scene
    this.friend = friend
    this.friendId = friend.person.userId as UserId
    this.roomId = roomId as RoomId
  }

  /** `isEncrypted`: the direct chat is. */
  static async set(t: TestContext, synapse: TestSynapse, { isEncrypted }: { readonly isEncrypted: boolean }): Promise<PeopleScene> {
    const scene = await VerificationScene.set(t, synapse)
    await scene.verifyOwnDevice()
    const { me, friend: person } = scene.conversation
    const friend = await startEncryptedClient(t, person)
    await friend.setUpIdentity()
    const roomId = await me.createRoom({ isDirect: true, invite: [person.userId], initialState: isEncrypted ? [encryption] : [] })
    await me.setAccountData('m.direct', { [person.userId]: [roomId] })
    // Where they follow each other's keys.
    const shared = await me.createRoom({ invite: [person.userId], initialState: [encryption] })
    for (const room of [roomId, shared]) await person.join(room)
    await scene.untilDirectRoom(roomId)
    await friend.untilIdentity(me.userId)
    return new PeopleScene(scene, friend, roomId)
  }

  /** The friend is verified by us, and we by them; asked by us. */
  async verify(): Promise<void> {
    const { client, account } = this.scene
    const { flowId } = await client.call('verification.request', { account, userId: this.friendId })
    const request = await this.friend.nextRequest()
    await request.accept()
    await this.scene.until('ready', flowId)
    await client.call('verification.startEmoji', { account, flowId })
    const { sas } = await sasOf(request)
    await this.scene.until('emoji', flowId)
    await client.call('verification.confirm', { account, flowId, matches: true })
    await sas.confirm()
    await this.scene.until('done', flowId)
  }
}
