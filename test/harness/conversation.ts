// Two people in one room of a real Synapse. One of them is here, with a real engine, behind a proxy that can fail; the other is far away.
// Everything said in it holds `watchword`, and when the test is over neither that word nor any secret may be found on the disk or in the
// log.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { systemClock, type Clock } from '../../main/engine/base/clock.ts'
import type { LocalId, RoomId, TimelineRow, UserId } from '../../preload/contract/index.ts'
import type { EngineClient, Watched } from './engine-client.ts'
import { FaultProxy } from './fault-proxy.ts'
import type { Json, Person } from './person.ts'
import { forkEngine, openEngine, type ForkedEngine, type RunningEngine } from './running-engine.ts'
import type { TestSynapse } from './synapse.ts'
import { openTempFolder, type TempFolder } from './temp-folder.ts'
import { findTraces } from './traces.ts'

export const watchword = 'heliotrope'

/** The room's state that switches encryption on, with wishes about keys. */
export const encryptionOn = (wishes: Json = {}): Json => ({
  type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2', ...wishes },
})

/** `v2`: as with a server that has no sliding sync. */
export type SyncKind = 'sliding' | 'v2'

type Parts = {
  readonly proxy: FaultProxy
  readonly me: Person
  readonly friend: Person
  readonly roomId: string
  readonly kind: SyncKind
  readonly folder: TempFolder
}

export class Conversation {
  readonly proxy: FaultProxy
  /** The one who is here, from another device of theirs. */
  readonly me: Person
  readonly friend: Person
  readonly account: UserId
  readonly roomId: RoomId
  readonly #kind: SyncKind
  readonly #folder: TempFolder
  readonly #secrets = new Set<string>()
  readonly #logged: string[] = []
  #engine: RunningEngine | null = null
  #beforeEnd: (() => Promise<void>) | null = null

  private constructor({ proxy, me, friend, roomId, kind, folder }: Parts) {
    this.proxy = proxy
    this.me = me
    this.friend = friend
    this.account = me.userId as UserId
    this.roomId = roomId as RoomId
    this.#kind = kind
    this.#folder = folder
    this.#secrets.add(me.password).add(watchword)
    this.heal()
  }

  /** Makes the people and the room; nobody is signed in yet. What is left of it goes with the test. */
  static async open(test: TestContext, synapse: TestSynapse, kind: SyncKind = 'sliding', state: readonly Json[] = []): Promise<Conversation> {
    const [me, friend] = await Promise.all([synapse.person('Ada'), synapse.person('Ben')])
    const roomId = await friend.createRoom({ name: `Kitchen ${watchword}`, invite: [me.userId], initialState: state })
    await me.join(roomId)
    const proxy = await FaultProxy.open(synapse.url)
    const conversation = new Conversation({ proxy, me, friend, roomId, kind, folder: await openTempFolder() })
    test.after(() => conversation.#end())
    return conversation
  }

  /** The folder for the profile. */
  get profile(): string {
    return this.#folder.path
  }

  /** What holds the profile open and must let it go first. */
  beforeEnd(letGo: () => Promise<void>): void {
    this.#beforeEnd = letGo
  }

  get client(): EngineClient {
    if (this.#engine === null) throw new Error('The engine does not run')
    return this.#engine.client
  }

  /** What the engine logged until now, over all its runs. */
  get logged(): readonly string[] {
    return [...this.#logged, ...(this.#engine?.logged ?? [])]
  }

  /** Starts the engine in this process; the first time it signs in and waits until the room is known. */
  async start(clock: Clock = systemClock): Promise<EngineClient> {
    this.#engine = await openEngine(this.#folder.path, clock)
    await this.#signIn()
    return this.client
  }

  /** Starts it in a process of its own. */
  async fork(): Promise<ForkedEngine> {
    const engine = await forkEngine(this.#folder.path)
    this.#engine = engine
    await this.#signIn()
    return engine
  }

  /** Ends it in order. One that was killed is only forgotten. */
  async stop(): Promise<void> {
    const engine = this.#engine
    this.#engine = null
    await engine?.stop()
    this.#logged.push(...(engine?.logged ?? []))
  }

  /** From now on notes the tokens of each new session, to look for them later. Gives a function that ends it. */
  learnTokens(): () => void {
    return this.proxy.inject(/POST .*\/(?:login|refresh)/, {
      kind: 'replace',
      body: (answer) => {
        for (const [, token = ''] of answer.matchAll(/"(?:access|refresh)_token": ?"([^"]+)"/gu)) this.#secrets.add(token)
        return answer
      },
    })
  }

  /** Ends every fault of the network. */
  heal(): void {
    this.proxy.heal()
    if (this.#kind === 'v2') hideSlidingSync(this.proxy)
  }

  /** Takes the server away, and resolves when the engine has noticed. */
  async goOffline(): Promise<void> {
    await this.proxy.goDown()
    const accounts = await this.client.watch('accounts', {})
    await accounts.until(([row]) => row?.connection === 'offline')
    await accounts.stop()
  }

  /** Gives the server back, and has it tried at once. */
  async comeBack(): Promise<void> {
    await this.proxy.comeBack()
    await this.client.call('account.reconnect', { account: this.account })
  }

  timeline(count = 50): Promise<Watched<'timeline'>> {
    return this.client.watch('timeline', { account: this.account, roomId: this.roomId, count })
  }

  async send(text: string, more: { readonly replyTo?: LocalId } = {}): Promise<LocalId> {
    const input = { account: this.account, roomId: this.roomId, text: `${text} ${watchword}`, format: 'plain' as const, ...more }
    return (await this.client.call('message.send', input)).localId
  }

  /** The friend says it; gives the event's id. */
  hear(text: string): Promise<string> {
    return this.friend.say(this.roomId, `${text} ${watchword}`)
  }

  /** Resolves when the last of my messages on the server is `text`, and gives all of mine in the order in which the server has them. */
  async untilSaid(text: string): Promise<readonly string[]> {
    const events = await this.friend.untilTimeline(this.roomId, (all) => mineOf(all, this.account).at(-1) === text)
    return mineOf(events, this.account)
  }

  async #signIn(): Promise<void> {
    if ((await this.client.call('account.list', {})).length > 0) return
    const lift = this.learnTokens()
    await this.client.call('account.login', { homeserver: this.proxy.url, user: this.me.localpart, password: this.me.password })
    lift()
    // What these tests see fetched is what somebody looks for.
    await this.client.call('settings.set', { keepHistory: 'nothing' })
    await this.client.call('account.catchUp', { account: this.account, timeoutMs: 20_000 })
  }

  async #end(): Promise<void> {
    await this.#beforeEnd?.()
    await this.stop()
    await this.proxy.dispose()
    for (const { authorization } of this.proxy.requests)
      if (authorization !== undefined) this.#secrets.add(authorization.replace('Bearer ', ''))
    const traces = await findTraces(this.#folder.path, this.#logged, [...this.#secrets])
    await this.#folder.dispose()
    assert.deepEqual(traces, [])
  }
}

/** The texts of a timeline's messages without the watchword, oldest first; of its other rows nothing. */
export function textsOf(rows: readonly TimelineRow[]): readonly string[] {
  return rows.filter(({ content }) => content.type === 'text').map(({ plain }) => plain.replace(` ${watchword}`, ''))
}

/** The texts of one person's messages among events as the server has them. */
export function mineOf(events: readonly Json[], sender: string): readonly string[] {
  return events
    .filter((event) => event['type'] === 'm.room.message' && event['sender'] === sender)
    .map(({ content }) => String((content as Json)['body']).replace(` ${watchword}`, ''))
}

function hideSlidingSync(proxy: FaultProxy): void {
  proxy.inject('/_matrix/client/versions', {
    kind: 'replace',
    body: (answer) => {
      const versions = JSON.parse(answer) as { unstable_features: object }
      return JSON.stringify({ ...versions, unstable_features: {} })
    },
  })
}
