import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../base/me.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { getContext, getEvent, getMessages, type MessagePage } from '../matrix/messages.ts'
import { applyOlderMembers } from '../rooms/apply-state.ts'
import { refreshSummary } from '../rooms/summary.ts'
import type { Store } from '../store/store.ts'
import type { Writer } from '../store/writer.ts'
import { positionsOf, readEvent } from '../store/tables/events.ts'
import { roomKey } from '../store/tables/rooms.ts'
import { keepEvent, keepingOf } from './keep-event.ts'
import { chunkBeside, gapEnds, homeOf, isClosed, pageRun, type GapEnds, type PageDirection } from './page-place.ts'
import { placeRun, readLayout } from './place-run.ts'
import type { EventOpener } from './opening/event-opener.ts'
import { prepareAll } from './prepare-all.ts'
import type { PreparedEvent } from './prepared-event.ts'
import type { GapState } from './read-rows.ts'
import { SingleFlight } from './single-flight.ts'

export type PagerOptions = {
  readonly store: Store
  readonly homeserver: Homeserver
  readonly me: Me
  /** What time it is, no earlier than it is for the server. */
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Decrypts what came before it is stored. */
  readonly opener?: EventOpener
}

/** `added`: events that the timeline did not have. `isClosed`: the gap is gone, everything between its neighbours is here. */
export type Page = { readonly added: number; readonly isClosed: boolean }

const closed: Page = { added: 0, isClosed: true }

const pageSize = 100
const contextSize = 40
/** Pages in a row that may bring nothing new: over a known stretch there are some, from a server that goes round in circles no end. */
const mostFruitless = 50
const filter = { lazy_load_members: true }

/**
 * Fetches missing history into the store; what it brings is read from there, and each page is written with its token in one transaction.
 * Methods reject with `HomeserverError`, or with the reason of the caller's signal. Nothing is retried: whoever shows the gap asks again.
 */
export class Pager {
  readonly #store: Store
  readonly #homeserver: Homeserver
  readonly #me: Me
  readonly #clock: PagerOptions['clock']
  readonly #log: Log
  readonly #opener: EventOpener | undefined
  readonly #pages = new SingleFlight<Page>()
  readonly #contexts = new SingleFlight<boolean>()
  readonly #events = new SingleFlight<'known' | 'missing'>()
  readonly #states = new Map<string, GapState>()
  readonly #missing = new Set<string>()

  constructor({ store, homeserver, me, clock, log, opener }: PagerOptions) {
    this.#store = store
    this.#homeserver = homeserver
    this.#me = me
    this.#clock = clock
    this.#log = log
    this.#opener = opener
  }

  /** Something is being fetched. */
  get isBusy(): boolean {
    return this.#pages.size + this.#contexts.size + this.#events.size > 0
  }

  /** Breaks off what is being fetched, and resolves when nothing of it is on its way into the store any more. */
  async dispose(): Promise<void> {
    await Promise.all([this.#pages.end(), this.#contexts.end(), this.#events.end()])
  }

  /** One page into the gap at `position`, from its newer side (or its older one, `forward`). A gap that is gone counts as closed. */
  fillGap(roomId: RoomId, position: number, signal?: AbortSignal, direction: PageDirection = 'back'): Promise<Page> {
    const key = keyOf(roomId, position)
    return this.#pages.run(`${key} ${direction}`, async (whole) => {
      this.#tell(roomId, key, { state: 'loading', reason: null })
      try {
        const page = await this.#fill(roomId, position, direction, whole)
        this.#tell(roomId, key, undefined)
        return page
      } catch (error) {
        const isAborted = error instanceof HomeserverError && error.code === 'aborted'
        this.#tell(roomId, key, isAborted ? undefined : { state: 'failed', reason: reasonOf(error) })
        throw error
      }
    }, signal)
  }

  /** Gives an event and its surroundings a place in the stored timeline. False when the server does not know it or does not show it. */
  context(roomId: RoomId, eventId: EventId, signal?: AbortSignal): Promise<boolean> {
    return this.#contexts.run(keyOf(roomId, eventId), (whole) => this.#placeContext(roomId, eventId, whole), signal)
  }

  /** Fetches a single event (an answered one, say) without a place. `missing` when the server does not know it or does not show it. */
  fetchEvent(roomId: RoomId, eventId: EventId, signal?: AbortSignal): Promise<'known' | 'missing'> {
    return this.#events.run(keyOf(roomId, eventId), (whole) => this.#fetchEvent(roomId, eventId, whole), signal)
  }

  /** Whether `fetchEvent` found that there is no such event to be had. */
  isMissing(roomId: RoomId, eventId: EventId): boolean {
    return this.#missing.has(keyOf(roomId, eventId))
  }

  /** How fetching the gap at this position goes. Views hear of a change through the store's change set, as of any other news. */
  gapState(roomId: RoomId, position: number): GapState {
    return this.#states.get(keyOf(roomId, position)) ?? { state: 'waiting', reason: null }
  }

  async #fill(roomId: RoomId, position: number, wanted: PageDirection, signal: AbortSignal): Promise<Page> {
    for (let fruitless = 0; fruitless < mostFruitless; fruitless += 1) {
      const ends = this.#store.read((reader) => gapEnds(reader, roomId, position))
      if (!ends) return closed
      const direction = wanted === 'forward' && ends.gap.forwardToken !== null ? 'forward' : 'back'
      const from = direction === 'forward' ? (ends.gap.forwardToken ?? undefined) : await this.#backToken(roomId, ends, signal)
      const page = await getMessages(this.#homeserver, {
        roomId, direction: direction === 'back' ? 'backward' : 'forward', from, limit: pageSize, filter, signal,
      })
      const written = await this.#writePage(roomId, ends, direction, page, from)
      if (written.added > 0 || written.isClosed) return written
      // Forwards this is the newest there is: the token is gone now, and the next page comes from the other side.
      if (direction === 'back' && page.end === from) break
    }
    throw new HomeserverError('bad-response', { message: 'The homeserver goes round in circles and does not give these messages.' })
  }

  #writePage(roomId: RoomId, ends: GapEnds, direction: PageDirection, page: MessagePage, from: string | undefined): Promise<Page> {
    const prepared = prepareAll(direction === 'back' ? page.events.toReversed() : page.events, roomId, this.#log)
    const end = direction === 'forward' && page.end === from ? null : (page.end ?? null)
    return this.#opened(roomId, prepared, (events) => this.#store.write((writer) => {
      const room = roomKey(writer, roomId)
      if (room === undefined) return closed
      const layout = readLayout(writer, room)
      const chunk = chunkBeside(writer, room, layout, ends, direction)
      if (chunk === -1) return closed
      const { added } = placeRun(writer, { room, roomId, me: this.#me }, events, pageRun(layout, chunk, direction, end))
      this.#finish(writer, room, roomId, page.state)
      return { added: added.length, isClosed: isClosed(writer, room, ends) }
    }))
  }

  async #opened<T>(roomId: RoomId, events: readonly PreparedEvent[], write: (opened: readonly PreparedEvent[]) => T): Promise<T> {
    return this.#opener === undefined ? write(events) : this.#opener.ofRoom({ roomId, events }, write)
  }

  /** Undefined pages from the newest event there is: for the live end of a room of which nothing is known. */
  async #backToken(roomId: RoomId, { gap, newer }: GapEnds, signal: AbortSignal): Promise<string | undefined> {
    if (gap.backToken !== null) return gap.backToken
    if (newer === null) return undefined
    const { start } = await getContext(this.#homeserver, { roomId, eventId: newer, limit: 0, signal })
    if (start !== undefined) return start
    throw new HomeserverError('bad-response', { message: 'The homeserver does not say how to reach these messages.' })
  }

  #finish(writer: Writer, room: number, roomId: RoomId, state: readonly unknown[]): void {
    applyOlderMembers(writer, { room, roomId, events: prepareAll(state, roomId, this.#log) })
    refreshSummary(writer, roomId, this.#me, this.#clock.now())
  }

  async #placeContext(roomId: RoomId, eventId: EventId, signal: AbortSignal): Promise<boolean> {
    if (this.#isPlaced(roomId, eventId)) return true
    const context = await orNull(getContext(this.#homeserver, { roomId, eventId, limit: contextSize, filter, signal }))
    if (context === null) return false
    const prepared = prepareAll([...context.before, context.event, ...context.after], roomId, this.#log)
    const event = prepared.find((one) => one.eventId === eventId)
    if (!event) return false
    await this.#opened(roomId, prepared, (events) => this.#store.write((writer) => {
      const room = roomKey(writer, roomId)
      if (room === undefined) return
      const home = homeOf(writer, room, event.ts)
      const start = context.start === undefined ? 'unknown' as const : { token: context.start }
      placeRun(writer, { room, roomId, me: this.#me }, events, { joins: null, home, start, end: context.end ?? null })
      this.#finish(writer, room, roomId, context.state)
    }))
    return this.#isPlaced(roomId, eventId)
  }

  #isPlaced(roomId: RoomId, eventId: EventId): boolean {
    return this.#store.read((reader) => {
      const room = roomKey(reader, roomId)
      return room !== undefined && positionsOf(reader, room, [eventId]).size > 0
    })
  }

  async #fetchEvent(roomId: RoomId, eventId: EventId, signal: AbortSignal): Promise<'known' | 'missing'> {
    const isKnown = this.#store.read((reader) => {
      const room = roomKey(reader, roomId)
      return room !== undefined && readEvent(reader, room, eventId) !== undefined
    })
    if (isKnown) return 'known'
    const raw = await orNull(getEvent(this.#homeserver, { roomId, eventId, signal }))
    const found = prepareAll(raw === null ? [] : [raw], roomId, this.#log).filter((one) => one.eventId === eventId)
    if (found.length === 0) this.#missing.add(keyOf(roomId, eventId))
    await this.#opened(roomId, found, ([event]) => this.#store.write((writer) => {
      const room = roomKey(writer, roomId)
      if (event && room !== undefined) keepEvent(keepingOf(writer, { room, roomId, me: this.#me }, [event.eventId]), event, null)
      writer.changes.timelines.add(roomId)
    }))
    return found.length > 0 ? 'known' : 'missing'
  }

  #tell(roomId: RoomId, key: string, state: GapState | undefined): void {
    if (state) this.#states.set(key, state)
    else this.#states.delete(key)
    this.#store.write((writer) => writer.changes.timelines.add(roomId))
  }
}

const keyOf = (roomId: RoomId, of: number | EventId): string => `${roomId} ${of}`

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'These messages could not be fetched.')

/** Null where the server does not know the event or does not show it to us. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof HomeserverError && (error.code === 'not-found' || error.code === 'forbidden')) return null
    throw error
  }
}
