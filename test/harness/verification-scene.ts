// Somebody with our program on one device and another program on another one, and what both see of verifying.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Clock } from '../../main/engine/base/clock.ts'
import type { UserId, VerificationRow } from '../../preload/contract/index.ts'
import { Conversation } from './conversation.ts'
import { sasOf, startEncryptedClient, type EncryptedClient } from './encrypted-client.ts'
import type { EngineClient, Watched } from './engine-client.ts'
import type { TestSynapse } from './synapse.ts'

export class VerificationScene {
  readonly conversation: Conversation
  readonly client: EngineClient
  /** The same person's other device, which made the identity. */
  readonly theirs: EncryptedClient
  readonly rows: Watched<'verifications'>
  readonly account: UserId

  private constructor(conversation: Conversation, theirs: EncryptedClient, rows: Watched<'verifications'>) {
    this.conversation = conversation
    this.client = conversation.client
    this.account = conversation.account
    this.theirs = theirs
    this.rows = rows
  }

  static async set(t: TestContext, synapse: TestSynapse, clock?: Clock): Promise<VerificationScene> {
    const conversation = await Conversation.open(t, synapse)
    const theirs = await startEncryptedClient(t, conversation.me)
    await theirs.setUpIdentity()
    const client = await conversation.start(clock)
    // Of a device that it does not know yet it drops what it is asked.
    for (const { userId, deviceId } of await client.call('account.list', {})) await theirs.untilDevice(userId, deviceId)
    return new VerificationScene(conversation, theirs, await client.watch('verifications', { account: conversation.account }))
  }

  /** The row that comes to this state, of any verification or of the one that is named. */
  async until(state: VerificationRow['state'], flowId?: string): Promise<VerificationRow> {
    const isIt = (row: VerificationRow): boolean => row.state === state && (flowId === undefined || row.flowId === flowId)
    const found = (await this.rows.until((all) => all.some(isIt))).find(isIt)
    assert.ok(found)
    return found
  }

  /** Our program knows a room as a direct chat. */
  async untilDirectRoom(roomId: string): Promise<void> {
    const rooms = await this.client.watch('rooms', { account: this.account, filter: 'all', from: 0, count: 100 })
    await rooms.until((rows) => rows.some((row) => row.key === roomId && 'isDirect' in row && row.isDirect))
    await rooms.stop()
  }

  async untilNoDirectRoom(roomId: string): Promise<void> {
    const rooms = await this.client.watch('rooms', { account: this.account, filter: 'all', from: 0, count: 100 })
    await rooms.until((rows) => rows.some((row) => row.key === roomId && 'isDirect' in row && !row.isDirect))
    await rooms.stop()
  }

  /** What our own code shows. */
  async code(): Promise<Uint8Array> {
    const { code } = (await this.rows.until((all) => all.some((row) => row.code !== null))).find((row) => row.code !== null) ?? {}
    assert.ok(code)
    return code
  }

  /** Asks the other device, which accepts. */
  async ready() {
    const { flowId } = await this.client.call('verification.request', { account: this.account, userId: this.account })
    const request = await this.theirs.nextRequest()
    await request.accept()
    await this.until('ready')
    return { request, flowId }
  }

  /** Up to where both show their emoji. */
  async emoji() {
    const { request, flowId } = await this.ready()
    await this.client.call('verification.startEmoji', { account: this.account, flowId })
    const { sas } = await sasOf(request)
    await this.until('emoji')
    return { request, flowId, sas }
  }

  /** The own device is verified, and has the account's secrets. */
  async verifyOwnDevice(): Promise<void> {
    const { flowId, sas } = await this.emoji()
    await this.client.call('verification.confirm', { account: this.account, flowId, matches: true })
    await sas.confirm()
    await this.until('done')
  }
}
