/**
 * homeserver/world: an account of any size that follows from a seed: people, rooms, histories, state. Every event is computed from its room
 * and index when it is asked for, so that a million of them take no memory. What happens later (live traffic, what clients send) is kept as
 * little more than a time. It knows nothing of HTTP and of sync.
 */
import { AccountData } from './account-data.ts'
import { Aggregations } from './aggregations.ts'
import { Events } from './events.ts'
import { Growth, type Written } from './growth.ts'
import { readEventId, readRoomId } from './ids.ts'
import { makeRooms, type RoomsPlan } from './make-rooms.ts'
import { People } from './people.ts'
import type { Cast } from './preamble.ts'
import { ReadMarks } from './read-marks.ts'
import type { RoomFacts } from './room-facts.ts'
import { RoomHistories } from './room-history.ts'
import { RoomOrder } from './room-order.ts'
import { RoomStates } from './room-state.ts'
import { Stream } from './stream.ts'
import { Vocabulary } from './vocabulary.ts'

export type WorldOptions = Partial<RoomsPlan> & {
  readonly seed?: number
  /** What time it is for what happens live, in milliseconds since the epoch. */
  readonly clock?: () => number
}

export class World {
  readonly cast: Cast
  readonly rooms: readonly RoomFacts[]
  readonly histories: RoomHistories
  readonly events: Events
  readonly states: RoomStates
  readonly aggregations: Aggregations
  readonly stream = new Stream()
  readonly order: RoomOrder
  readonly accountData: AccountData
  readonly readMarks: ReadMarks
  readonly #growths = new Map<number, Growth>()
  readonly #clock: () => number

  constructor({ seed = 1, clock = Date.now, ...plan }: WorldOptions = {}) {
    const vocabulary = new Vocabulary(seed)
    const people = new People(seed, vocabulary)
    this.#clock = clock
    this.cast = { seed, vocabulary, people }
    this.rooms = makeRooms(this.cast, {
      rooms: 100, events: 10_000, largestRoom: 20_000, encryptedRooms: 0, encryptedEvents: 0, now: Date.UTC(2026, 0, 1), ...plan,
    })
    const growths = this.#growths
    this.histories = new RoomHistories(this.cast, growths)
    const { histories, stream } = this
    this.events = new Events({ cast: this.cast, histories, growths })
    this.states = new RoomStates({ histories, people, growths })
    this.aggregations = new Aggregations({ events: this.events, histories, growths })
    this.order = new RoomOrder(this.rooms)
    this.accountData = new AccountData({ cast: this.cast, rooms: this.rooms, stream, eventId: (facts, index) => this.events.idOf(facts, index) })
    this.readMarks = new ReadMarks({ seed, people, stream, timeOf: (facts, index) => this.events.timeOf(facts, index) })
  }

  /** Events in all rooms now. */
  get eventCount(): number {
    return this.rooms.reduce((sum, facts) => sum + this.lengthOf(facts), 0)
  }

  room(roomId: string): RoomFacts | undefined {
    const number = readRoomId(this.cast.seed, roomId)
    return number === undefined ? undefined : this.rooms[number]
  }

  /** Where the event stands; undefined when there is none of this id in the room. */
  indexOf(facts: RoomFacts, eventId: string): number | undefined {
    const place = readEventId(this.cast.seed, eventId)
    return place?.room === facts.number && place.index < this.lengthOf(facts) ? place.index : undefined
  }

  /** How many events the room has, or had at a place of the stream. */
  lengthOf(facts: RoomFacts, at?: number): number {
    const growth = this.#growths.get(facts.number)
    if (growth === undefined) return facts.length
    return at === undefined ? growth.length : growth.lengthAt(at)
  }

  /** Something happens in the room now; without `written` what its next index makes it. Gives its index. */
  append(facts: RoomFacts, written?: Written): number {
    const growth = this.#growths.get(facts.number) ?? new Growth(facts.length)
    this.#growths.set(facts.number, growth)
    const index = growth.add(this.stream.now + 1, this.#clock(), written)
    this.stream.add({ is: 'event', room: facts.number, index })
    this.order.bump(facts, this.stream.now)
    return index
  }
}
