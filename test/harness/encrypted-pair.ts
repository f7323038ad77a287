// Two people in an encrypted room: one here, on a real engine behind a proxy that can fail; the other on the client library that others wrote.
import type { TestContext } from 'node:test'
import { Conversation, encryptionOn, watchword, type SyncKind } from './conversation.ts'
import type { Watched } from './engine-client.ts'
import { eventually } from './eventually.ts'
import { Person, type Json } from './person.ts'
import type { ForkedEngine } from './running-engine.ts'
import { startSecondClient, type SecondClient } from './second-client.ts'
import type { TestSynapse } from './synapse.ts'

export type SceneOptions = {
  readonly kind?: SyncKind
  /** What the room wants of its keys. */
  readonly wishes?: Json
  /** More of the room's state. */
  readonly state?: readonly Json[]
}

/** What a message of the conversation says, with the word that may be found nowhere. */
export const said = (words: string): string => `${words} ${watchword}`

export class EncryptedPair {
  readonly conversation: Conversation
  readonly theirs: SecondClient
  readonly #test: TestContext

  private constructor(conversation: Conversation, theirs: SecondClient, test: TestContext) {
    this.conversation = conversation
    this.theirs = theirs
    this.#test = test
  }

  /** The other one is there; we are not yet. */
  static async open(test: TestContext, synapse: TestSynapse, options: SceneOptions = {}): Promise<EncryptedPair> {
    const { kind, wishes, state = [] } = options
    const conversation = await Conversation.open(test, synapse, kind, [encryptionOn(wishes), ...state])
    return new EncryptedPair(conversation, await startEncrypting(test, conversation.friend, conversation.roomId), test)
  }

  /** With us, in this process. */
  static async start(test: TestContext, synapse: TestSynapse, options: SceneOptions = {}): Promise<EncryptedPair> {
    const scene = await EncryptedPair.open(test, synapse, options)
    await scene.conversation.start()
    await scene.untilKnown()
    return scene
  }

  /** With us, in a process of its own. */
  static async fork(test: TestContext, synapse: TestSynapse, options: SceneOptions = {}): Promise<[EncryptedPair, ForkedEngine]> {
    const scene = await EncryptedPair.open(test, synapse, options)
    const engine = await scene.conversation.fork()
    await scene.untilKnown()
    return [scene, engine]
  }

  /** Ends the process, and begins anew with what is on the disk. */
  async restart(): Promise<void> {
    await this.conversation.stop()
    await this.conversation.start()
  }

  /** Resolves when the other side knows a device of ours with keys: what it says from here on is for us. */
  async untilKnown(): Promise<void> {
    const { account } = this.conversation
    await eventually('the other client knows our device', async () => {
      const devices = await this.theirs.crypto.getUserDeviceInfo([account], true)
      return (devices.get(account)?.size ?? 0) > 0
    })
  }

  /** Somebody else, on the other library. */
  another(person: Person): Promise<SecondClient> {
    return startEncrypting(this.#test, person, this.conversation.roomId)
  }

  /** The friend on one more device, which has none of the keys. */
  async friendAgain(): Promise<{ readonly person: Person; readonly client: SecondClient }> {
    const { friend } = this.conversation
    const person = await Person.signIn(friend.url, friend.localpart, friend.password)
    return { person, client: await this.another(person) }
  }

  /** We say it, they read it: the Megolm session that it was said under. */
  async say(words: string, reader = this.theirs): Promise<string> {
    await this.conversation.send(words)
    const event = await reader.untilRead(said(words))
    return String(event.getWireContent()['session_id'])
  }

  /** They say it; gives the event's id. */
  async hear(words: string): Promise<string> {
    await this.theirs.until('the room’s encryption', () => this.theirs.room.hasEncryptionStateEvent())
    return (await this.theirs.client.sendTextMessage(this.conversation.roomId, said(words))).event_id
  }

  /** They say it, and we read it. */
  async understand(words: string, timeline?: Watched<'timeline'>): Promise<void> {
    const shown = timeline ?? await this.conversation.timeline()
    await this.hear(words)
    await shown.until((rows) => rows.some(({ plain }) => plain === said(words)))
    if (timeline === undefined) await shown.stop()
  }
}

/** With the device's keys on the server: what is said from here on is for it. */
async function startEncrypting(test: TestContext, person: Person, roomId: string): Promise<SecondClient> {
  const client = await startSecondClient(test, person, roomId, { encrypts: true })
  await eventually('its keys are on the server', async () => {
    const { device_keys: keys } = await person.request('POST', '/keys/query', { device_keys: { [person.userId]: [] } })
    return JSON.stringify(keys).includes(`"${person.deviceId}"`)
  })
  return client
}
