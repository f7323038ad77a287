import { setImmediate as nextTurn } from 'node:timers/promises'
import { isEventId, isUserId, type RoomId, type UserId } from '../../../preload/contract/index.ts'
import type { Me } from '../base/me.ts'
import type { Clock } from '../base/clock.ts'
import { isRecord, ownNumber, ownRecord, ownString } from '../base/json.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { getMembers } from '../matrix/rooms.ts'
import { markAbsent, readMember, readPresentIds, setMembersComplete } from '../store/tables/members.ts'
import type { Reader } from '../store/reader.ts'
import { endSession } from '../store/tables/outbound-sessions.ts'
import { readRoom } from '../store/tables/rooms.ts'
import type { Store } from '../store/store.ts'
import { applyState, type StateEvent } from './apply-state.ts'
import { refreshSummary } from './summary.ts'

export type MemberLoaderOptions = {
  readonly store: Store
  readonly connection: Homeserver
  readonly me: Me
  /** What time it is, no earlier than it is for the server. */
  readonly clock: Pick<Clock, 'now'>
  /** They came, or may have been away and come back, while nobody told. */
  readonly onCame?: (userIds: readonly UserId[]) => void
}

// A list of 100,000 is written without keeping everything else waiting.
const sliceLength = 2_000
// While a list travels somebody may come or go: then what came is old news.
const mostAttempts = 3

/** Fetches whole member lists, which sync leaves out; once for a room, until a gap in the sync makes the list doubtful. */
export class MemberLoader {
  readonly #options: MemberLoaderOptions
  readonly #loading = new Map<RoomId, Promise<void>>()
  readonly #end = new AbortController()

  constructor(options: MemberLoaderOptions) {
    this.#options = options
  }

  /** Resolves when the store holds every joined and invited member of the room. Rejects with `HomeserverError`. */
  load(roomId: RoomId): Promise<void> {
    const known = this.#options.store.read((reader) => readRoom(reader, roomId))
    if (known === undefined || known.membersComplete || known.membership !== 'join') return Promise.resolve()
    const underWay = this.#loading.get(roomId)
    if (underWay !== undefined) return underWay
    const loading = this.#load(roomId, known.room).finally(() => this.#loading.delete(roomId))
    this.#loading.set(roomId, loading)
    return loading
  }

  /** Ends what is under way; those who wait for it are told `aborted`. */
  async dispose(): Promise<void> {
    this.#end.abort()
    await Promise.allSettled(this.#loading.values())
  }

  async #load(roomId: RoomId, room: number): Promise<void> {
    const { store, connection } = this.#options
    let isStale = false
    const off = store.onChange(({ members }) => {
      isStale ||= members.has(roomId)
    })
    try {
      let events: readonly StateEvent[] = []
      for (let attempt = 0; attempt === 0 || (isStale && attempt < mostAttempts); attempt += 1) {
        isStale = false
        const answer = await getMembers(connection, { roomId, notMembership: 'leave', signal: this.#end.signal })
        events = answer.flatMap(readMemberEvent)
      }
      off()
      await this.#write(roomId, room, events)
    } finally {
      off()
    }
  }

  async #write(roomId: RoomId, room: number, events: readonly StateEvent[]): Promise<void> {
    const { store, me, clock } = this.#options
    const came: StateEvent[] = []
    for (let from = 0; from < events.length; from += sliceLength) {
      const slice = events.slice(from, from + sliceLength)
      store.write((writer) => {
        const returned = slice.filter((event) => mayHaveReturned(writer, room, event))
        if (returned.length > 0) endSession(writer, room)
        came.push(...returned, ...slice.filter((event) => hasCome(writer, room, event)))
        applyState(writer, { room, roomId, events: slice })
      })
      await nextTurn()
    }
    const told = new Set(events.map(({ stateKey }) => stateKey))
    store.write((writer) => {
      // Whoever is not in the answer left at some time that this device slept through.
      const absent = readPresentIds(writer, room).filter((userId) => !told.has(userId))
      for (const userId of absent) markAbsent(writer, room, userId)
      if (absent.length > 0) endSession(writer, room)
      setMembersComplete(writer, room, true)
      refreshSummary(writer, roomId, me, clock.now())
      writer.changes.members.add(roomId)
    })
    if (came.length > 0) this.#options.onCame?.(came.map(({ stateKey }) => stateKey).filter(isUserId))
  }
}

function hasCome(reader: Reader, room: number, { stateKey, content }: StateEvent): boolean {
  if (!isUserId(stateKey) || ownString(content, 'membership') !== 'join') return false
  const before = readMember(reader, room, stateKey)
  return before !== undefined && before.membership !== 'join'
}

/** Joined as before by another event, of which nothing was told in between: a new name perhaps, or they were gone for a while. */
function mayHaveReturned(reader: Reader, room: number, { stateKey, eventId, content }: StateEvent): boolean {
  if (!isUserId(stateKey) || ownString(content, 'membership') !== 'join') return false
  const before = readMember(reader, room, stateKey)
  return before?.membership === 'join' && before.eventId !== null && before.eventId !== eventId
}

function readMemberEvent(raw: unknown): readonly StateEvent[] {
  if (!isRecord(raw) || ownString(raw, 'type') !== 'm.room.member') return []
  const [sender, stateKey, eventId] = [ownString(raw, 'sender'), ownString(raw, 'state_key'), ownString(raw, 'event_id')]
  if (!isUserId(sender) || !isUserId(stateKey) || !isEventId(eventId)) return []
  const ts = ownNumber(raw, 'origin_server_ts') ?? 0
  return [{ type: 'm.room.member', sender, stateKey, eventId, ts, content: ownRecord(raw, 'content') ?? {} }]
}
