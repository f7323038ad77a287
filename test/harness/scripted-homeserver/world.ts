import { ScriptedRoom, type Json } from './scripted-room.ts'

export type RoomScript = {
  readonly name?: string
  /** Who is in it beside me; the first of them made it. */
  readonly members?: readonly string[]
  /** I am not in it (an invite or a join may follow). */
  readonly isOutside?: boolean
  readonly create?: Json
}

/** Everything that ever happened on a scripted homeserver, for one of its users. */
export class World {
  readonly me = '@me:example.org'
  readonly rooms = new Map<string, ScriptedRoom>()
  readonly accountDataLog: { readonly at: number; readonly value: Json }[] = []
  readonly toDeviceLog: { readonly at: number; readonly value: Json }[] = []
  readonly #watchers = new Set<() => void>()
  #now = 0

  /** Counts what happened. */
  get now(): number {
    return this.#now
  }

  /** A room with its first state. */
  room(
    roomId: string, { name, members = ['@alice:example.org'], isOutside = false, create = { room_version: '10' } }: RoomScript = {},
  ): ScriptedRoom {
    const room = this.empty(roomId)
    const creator = members[0] ?? this.me
    room.setState(creator, 'm.room.create', '', create)
    for (const userId of members) room.setMember(userId, 'join', { displayname: nameOf(userId) })
    room.setState(creator, 'm.room.power_levels', '', { users: { [creator]: 100 }, state_default: 50 })
    if (name !== undefined) room.setState(creator, 'm.room.name', '', { name })
    if (!isOutside) room.setMember(this.me, 'join', { displayname: 'Me' })
    return room
  }

  /** A room in which nothing has happened. */
  empty(roomId: string): ScriptedRoom {
    const room = new ScriptedRoom(roomId, this.me, () => this.#tick())
    this.rooms.set(roomId, room)
    return room
  }

  setAccountData(type: string, content: Json): void {
    this.accountDataLog.push({ at: this.#tick(), value: { type, content } })
  }

  sendToDevice(event: Json): void {
    this.toDeviceLog.push({ at: this.#tick(), value: event })
  }

  since(log: World['accountDataLog'], since: number): readonly Json[] {
    return log.filter(({ at }) => at > since).map(({ value }) => value)
  }

  /** Resolves when something has happened after `since`, or the signal is aborted. */
  news(since: number, signal: AbortSignal): Promise<void> {
    if (this.#now > since || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const end = (): void => {
        this.#watchers.delete(end)
        resolve()
      }
      this.#watchers.add(end)
      signal.addEventListener('abort', end, { once: true })
    })
  }

  #tick(): number {
    this.#now += 1
    // After the caller has put down what happened.
    queueMicrotask(() => {
      for (const watcher of [...this.#watchers]) watcher()
    })
    return this.#now
  }
}

const nameOf = (userId: string): string => {
  const localpart = userId.slice(1, userId.indexOf(':'))
  return localpart.charAt(0).toUpperCase() + localpart.slice(1)
}
