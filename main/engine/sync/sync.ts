/**
 * sync: keeps one account's store up with the homeserver: ask -> prepare -> work -> write -> announce -> follow up.
 * - One question is in flight at a time, over sliding sync (MSC4186) or `/sync`; both are read into one form (`prepared-response.ts`).
 * - A position is stored in the transaction that stores the last of what lies before it. A process that is killed anywhere asks again from
 *   what is stored; a server that forgot the position is asked from the start, and what it tells is joined with what is stored.
 * - Only a stored position is asked from, but while an account fills: then the next question is on its way as the answer before is written.
 * - News and position may be committed a little later, together (`held-news.ts`): what is not committed is fetched again after a crash.
 * - It writes nothing that a person did (`sending`), and knows nothing of those who watch: they hear from the store.
 */
import type { RoomId, UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { Tidying } from '../base/tidying.ts'
import type { Connectivity, ConnectivityState } from '../matrix/connectivity.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import type { Store } from '../store/store.ts'
import { putSyncPosition, readSyncPosition, type SyncKind, type SyncPosition } from '../store/tables/sync-position.ts'
import type { EventOpener } from '../timeline/opening/event-opener.ts'
import type { Pager } from '../timeline/paging.ts'
import { CatchingUp, type CaughtUp } from './catching-up.ts'
import { chooseProtocol, isRefused, protocolOf } from './choose-protocol.ts'
import { FollowUps } from './follow-ups.ts'
import { HeldNews } from './held-news.ts'
import { lookBack } from './look-back.ts'
import { AskedRooms } from './asked-rooms.ts'
import type { Protocol } from './protocol.ts'
import { runRound, type HearRoom, type RoundResult, type TakeToDevice } from './round.ts'
import { judge } from './setback.ts'
import { SyncStatus, type SyncState } from './sync-status.ts'
import { Pace } from './pace.ts'
import { TypingUsers } from './typing-users.ts'

export type SyncOptions = {
  readonly store: Store
  readonly connection: Homeserver
  readonly connectivity: Connectivity
  readonly me: Me
  readonly clock: Clock
  readonly log: Log
  /** Between 0 and 1, as `Math.random`. */
  readonly random: () => number
  /** Left out: sliding sync where the server has it. */
  readonly protocol?: SyncKind
  /** To-device messages, device lists and key counts of each response; awaited before the response's position is stored. */
  readonly takeToDevice?: TakeToDevice
  /** What is said in rooms about verification goes to the crypto machine. */
  readonly hearRoom?: HearRoom
  /** Decrypts what came before it is stored. */
  readonly opener?: EventOpener
  /** Fetches older history for rooms whose last words are not among their news. */
  readonly pager?: Pager
  /** Resolves when somebody who looks at a new account has seen its first rooms, or does not look: the rest leaves them network and processor until then. */
  readonly untilDrawn?: ((signal: AbortSignal) => Promise<void>) | undefined
}

export class Sync {
  readonly #options: SyncOptions
  readonly #log: Log
  readonly #status: SyncStatus
  readonly #typing: TypingUsers
  readonly #followUps: FollowUps
  readonly #tidying: Tidying
  readonly #held: HeldNews
  readonly #askedRooms: AskedRooms
  readonly #waiting = new Set<CatchingUp>()
  #protocol: Protocol | null = null
  #excerpted: readonly RoomId[] = []
  #isStarted = false
  #isCaughtUp = false
  readonly #pace: Pace
  #rounds = 0
  #attempt = 0
  // Whether the round under way asks from a position.
  #hasPosition = false
  // The server does not know the position: the next round begins without one.
  #isForgotten = false
  #running: { readonly ended: Promise<void>; readonly end: AbortController } | null = null
  // Aborted, and replaced, when what is being asked or slept on is no longer what is wanted.
  #turn = new AbortController()

  constructor(options: SyncOptions) {
    this.#options = options
    this.#log = options.log
    this.#status = new SyncStatus(this.#log)
    this.#pace = new Pace(options.clock)
    this.#typing = new TypingUsers(this.#log)
    this.#tidying = new Tidying({ clock: options.clock })
    this.#held = new HeldNews({ store: options.store, clock: options.clock, log: options.log })
    this.#askedRooms = new AskedRooms({
      clock: options.clock,
      turnAround: () => { if (this.#protocol?.kind === 'sliding') this.#turnAround() },
    })
    const { store, pager } = options
    this.#followUps = new FollowUps({ followUp: pager ? lookBack({ store, pager }) : () => Promise.resolve(), log: this.#log })
    if (options.protocol !== undefined) this.#protocol = protocolOf(options.protocol, this.#protocolOptions)
  }

  /** Runs the loop until `stop`, or until the server ends the session: then it may be started again. */
  start(): void {
    this.#isStarted = true
    this.#begin()
  }

  /** Ends the loop; resolves when nothing is under way any more. What was fetched and not written comes again. */
  async stop(): Promise<void> {
    this.#isStarted = false
    await this.#end()
  }

  /**
   * Resolves when the server has nothing new, with the loop or without it. Rejects with `HomeserverError` (`aborted` by the signal), or
   * with `StoreError` when the store cannot be written.
   */
  async catchUp(signal?: AbortSignal): Promise<CaughtUp> {
    const waiting = new CatchingUp(this.#rounds + 1)
    const unheed = waiting.heed(signal)
    this.#waiting.add(waiting)
    this.#isCaughtUp = false
    this.#options.connectivity.wake()
    this.#turnAround()
    this.#begin()
    try {
      return await waiting.done
    } finally {
      unheed()
      this.#waiting.delete(waiting)
      if (!this.#isStarted && this.#waiting.size === 0) await this.#end()
    }
  }

  /**
   * Asks now: the computer woke up, changed its network, or somebody is impatient. A question that the server holds back is asked anew, as the
   * connection that it went over may be gone without a word.
   */
  wake(): void {
    if (this.#running === null) return
    this.#isCaughtUp = false
    this.#turnAround()
  }

  /** The rooms on a screen: the server sends more of their history. */
  setVisible({ openRooms }: { readonly openRooms: readonly RoomId[] }): void {
    this.#askedRooms.show(openRooms)
  }

  /** Who is typing there, me excluded. */
  typing(roomId: RoomId): readonly UserId[] {
    return this.#typing.in(roomId)
  }

  /** Hears of every room in which somebody began or ceased to type. */
  onTyping(listener: (roomId: RoomId) => void): () => void {
    return this.#typing.onChange(listener)
  }

  get state(): SyncState {
    return this.#status.state
  }

  onState(listener: (state: SyncState) => void): () => void {
    return this.#status.onChange(listener)
  }

  get #protocolOptions(): Parameters<typeof protocolOf>[1] {
    return { homeserver: this.#options.connection, me: this.#options.me, log: this.#log }
  }

  /** Somebody wants news: the loop goes on. */
  get #isWanted(): boolean {
    return this.#isStarted || [...this.#waiting].some(({ isSettled }) => !isSettled)
  }

  #begin(): void {
    if (this.#running !== null) return
    const end = new AbortController()
    const off = this.#options.connectivity.onChange((state) => this.#heard(state))
    this.#status.become('connecting')
    const ended = this.#loop(end.signal).finally(() => {
      off()
      this.#typing.clear()
      this.#tidying.dispose()
      this.#running = null
      // Whoever came while the loop was ending found it running.
      if (this.#isWanted) this.#begin()
    })
    this.#running = { ended, end }
  }

  async #end(): Promise<void> {
    this.#failWaiting(new HomeserverError('aborted'))
    this.#running?.end.abort()
    await this.#running?.ended
    await this.#followUps.stop()
    this.#held.end()
  }

  /** Breaks off the question or the pause under way. */
  #turnAround(): void {
    const turn = this.#turn
    this.#turn = new AbortController()
    turn.abort()
  }

  async #loop(end: AbortSignal): Promise<void> {
    while (!end.aborted && this.#isWanted) {
      const turn = this.#turn
      const signal = AbortSignal.any([end, turn.signal])
      this.#rounds += 1
      try {
        await this.#options.connectivity.untilTry(end)
        this.#pace.begins(this.#isCaughtUp)
        const result = await this.#round(signal)
        this.#succeeded(result)
        // Broken off when something is opened: that cannot wait.
        if (result.response.isExcerpt) await this.#options.untilDrawn?.(signal).catch(() => undefined)
        // Asked again at once for whoever came meanwhile, and as long as somebody waits for the end of the news.
        this.#isCaughtUp = turn === this.#turn && result.isComplete && (result.isEmpty || this.#waiting.size === 0)
        await this.#pace.rest(result.isEmpty, signal)
      } catch (error) {
        if (!end.aborted) await this.#recover(error, signal)
      }
    }
  }

  async #round(signal: AbortSignal): Promise<RoundResult> {
    const { store, me, connectivity, opener, takeToDevice = () => Promise.resolve(), hearRoom = () => undefined } = this.#options
    const protocol = this.#protocol ??= await chooseProtocol(this.#protocolOptions, signal)
    const from = this.#whereToBegin(protocol.kind)
    this.#hasPosition = from.position !== null
    if (!from.isComplete) this.#status.progress(this.#status.state.firstSync ?? { done: 0, total: 0 })
    const mayWait = this.#isCaughtUp
    return runRound({
      store, me, now: () => connectivity.now(), log: this.#log, protocol, from, mayWait,
      // Whoever waits for the news waits until they are on the disk.
      mayHold: this.#isStarted && this.#waiting.size === 0, openRooms: this.#askedRooms.asks(mayWait), signal,
      takeToDevice, hearRoom, opener,
      onProgress: (progress) => this.#status.progress(progress),
    }).finally(() => this.#askedRooms.answered())
  }

  #whereToBegin(kind: SyncKind): SyncPosition {
    const from = this.#options.store.read((reader) => readSyncPosition(reader, kind))
    if (!this.#isForgotten) return from
    const anew = { ...from, position: null, isComplete: false }
    this.#options.store.write((writer) => putSyncPosition(writer, kind, anew))
    this.#isForgotten = false
    return anew
  }

  #succeeded(result: RoundResult): void {
    // Beginning anew proves nothing yet: a server that forgets every position at once is not asked for everything again and again.
    if (this.#hasPosition) this.#attempt = 0
    this.#typing.take(result.response.rooms)
    this.#followUp(result)
    this.#held.took(result.events)
    this.#tidying.worked()
    this.#status.become('online')
    if (result.isComplete) this.#status.progress(null)
    for (const waiting of this.#waiting) waiting.took(this.#rounds, result)
  }

  /** Rooms of which more is about to be told are followed up once it was. */
  #followUp({ rooms, response: { isExcerpt } }: RoundResult): void {
    const ready = isExcerpt ? [] : [...this.#excerpted, ...rooms]
    this.#excerpted = isExcerpt ? rooms : []
    this.#followUps.take(ready)
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, random, connectivity } = this.#options
    if (this.#options.protocol === undefined && isRefused(this.#protocol, error)) {
      this.#protocol = protocolOf('v2', this.#protocolOptions)
      return
    }
    const setback = judge(error, { hasPosition: this.#hasPosition, attempt: Math.max(this.#attempt, this.#pace.forgettings), random })
    if (setback.then === 'ask-again') return
    this.#log.warn('A round of sync failed', { then: setback.then, error })
    this.#isCaughtUp = false
    this.#attempt += 1
    if (setback.isFinalForNow) this.#failWaiting(error)
    switch (setback.then) {
      case 'begin-anew':
        this.#isForgotten = true
        this.#pace.forgotten()
        break
      case 'sign-out':
        this.#isStarted = false
        this.#status.become('signed-out', { reason: setback.reason, retryAt: null })
        return
      case 'await-network':
        this.#typing.clear()
        if (connectivity.state.is === 'offline') return
        // Others still get through: it is this question that goes unanswered.
        this.#status.become('offline', { reason: setback.reason, retryAt: clock.now() + setback.ms })
        break
      case 'pause':
        this.#status.become(setback.as, { reason: setback.reason, retryAt: clock.now() + setback.ms })
        break
    }
    if (setback.ms > 0) await clock.sleep(setback.ms, signal).catch(() => undefined)
  }

  #failWaiting(error: unknown): void {
    for (const waiting of this.#waiting) waiting.fail(error)
  }

  #heard(state: ConnectivityState): void {
    if (state.is === 'offline') {
      this.#status.become('offline', { reason: state.reason.message, retryAt: state.nextTryAt })
      // Somebody else's request failed while the server holds ours back: that one would prove nothing for half a minute.
      if (this.#isCaughtUp) this.#turnAround()
      this.#isCaughtUp = false
    } else if (state.is === 'online' && this.#status.state.connection === 'offline') this.#status.become('online')
  }
}
