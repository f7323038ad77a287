/** Any JSON object, hostile ones included. */
export type Json = { readonly [key: string]: unknown }

/** Where something stands among all that happened; also the server's clock. */
export type Tick = () => number

type Logged = { readonly at: number; readonly event: unknown; readonly isTold: boolean }
type Dated = { readonly at: number; readonly value: Json }

type Receipt = { readonly at: number; readonly userId: string; readonly eventId: string; readonly kind: string; readonly data: Json }

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Maps within maps as objects, whatever their keys are. */
function toJson(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const object: Record<string, unknown> = Object.create(null)
  for (const [key, inner] of value) object[key] = toJson(inner)
  return object
}

type Stretch = { readonly events: readonly unknown[]; readonly isLimited: boolean; readonly prevBatch: string }

const epoch = Date.UTC(2026, 0, 1)

/** One room of a scripted homeserver: what happened in it, in order. Both dialects of sync are told from this. */
export class ScriptedRoom {
  readonly roomId: string
  readonly me: string
  readonly #tick: Tick
  readonly #log: Logged[] = []
  readonly #receipts: Receipt[] = []
  readonly #accountData: Dated[] = []
  #stripped: readonly unknown[] = []
  #typing: { readonly at: number; readonly users: readonly string[] } = { at: 0, users: [] }

  constructor(roomId: string, me: string, tick: Tick) {
    this.roomId = roomId
    this.me = me
    this.#tick = tick
  }

  /** Anything at all at the end of the timeline, as it is given. */
  raw(event: unknown): void {
    this.#log.push({ at: this.#tick(), event, isTold: true })
  }

  /** An event; gives its id. `more`: further keys of the event. */
  send(sender: string, type: string, content: unknown, more: Json = {}): string {
    const at = this.#tick()
    const event = { event_id: `$${at}`, sender, type, content, origin_server_ts: epoch + at * 1000, ...more }
    this.#log.push({ at, event, isTold: true })
    return String(event.event_id)
  }

  say(sender: string, body: string): string {
    return this.send(sender, 'm.room.message', { msgtype: 'm.text', body })
  }

  setState(sender: string, type: string, stateKey: string, content: unknown): string {
    return this.send(sender, type, content, { state_key: stateKey })
  }

  setMember(userId: string, membership: string, { sender = userId, ...content }: Json & { readonly sender?: string } = {}): string {
    return this.setState(sender, 'm.room.member', userId, { membership, ...content })
  }

  /** The servers of the room settle on other state, without an event in the timeline. */
  resetState(sender: string, type: string, stateKey: string, content: unknown): void {
    const at = this.#tick()
    const event = { event_id: `$${at}`, sender, type, state_key: stateKey, content, origin_server_ts: epoch + at * 1000 }
    this.#log.push({ at, event, isTold: false })
  }

  /** I am invited, and see an excerpt of the room. */
  invite(sender: string, stripped: readonly unknown[], content: Json = {}): void {
    this.#stripped = [...stripped, { type: 'm.room.member', state_key: this.me, sender, content: { membership: 'invite', ...content } }]
    this.setMember(this.me, 'invite', { sender, ...content })
  }

  /** I ask to be let in. */
  knock(stripped: readonly unknown[]): void {
    this.#stripped = [...stripped, { type: 'm.room.member', state_key: this.me, sender: this.me, content: { membership: 'knock' } }]
    this.setMember(this.me, 'knock')
  }

  read(userId: string, eventId: string, { kind = 'm.read', thread }: { readonly kind?: string; readonly thread?: string } = {}): void {
    const at = this.#tick()
    const data = { ts: epoch + at * 1000, ...(thread === undefined ? {} : { thread_id: thread }) }
    this.#receipts.push({ at, userId, eventId, kind, data })
  }

  type(...users: readonly string[]): void {
    this.#typing = { at: this.#tick(), users }
  }

  setAccountData(type: string, content: Json): void {
    this.#accountData.push({ at: this.#tick(), value: { type, content } })
  }

  /** When anything last happened here. */
  get latest(): number {
    return Math.max(0, this.#log.at(-1)?.at ?? 0)
  }

  get stripped(): readonly unknown[] {
    return this.#stripped
  }

  membershipAt(at: number): string | undefined {
    const content = this.stateAt(at).get(`m.room.member\0${this.me}`)?.['content']
    return typeof content === 'object' && content !== null && 'membership' in content ? String(content.membership) : undefined
  }

  /** By type and state key, joined by a NUL. */
  stateAt(at: number): ReadonlyMap<string, Json> {
    const state = new Map<string, Json>()
    for (const entry of this.#log) {
      if (entry.at > at || !isJson(entry.event)) continue
      const { type, state_key: key } = entry.event
      if (typeof type === 'string' && typeof key === 'string') state.set(`${type}\0${key}`, entry.event)
    }
    return state
  }

  /** State that is not as it was at `since`. */
  stateChanges(since: number, now: number): readonly Json[] {
    const before = this.stateAt(since)
    return [...this.stateAt(now)].filter(([key, event]) => before.get(key) !== event).map(([, event]) => event)
  }

  /** The newest `limit` events after `since`, and whether there are more of them. */
  timeline(since: number, now: number, limit: number): Stretch {
    const all = this.#log.filter((entry) => entry.isTold && entry.at > since && entry.at <= now)
    const told = all.slice(Math.max(0, all.length - limit))
    return { events: told.map(({ event }) => event), isLimited: told.length < all.length, prevBatch: `h${(told[0]?.at ?? now + 1) - 1}` }
  }

  /** A page of history before (and with) `at`, newest first, and where it goes on. */
  history(at: number, limit: number): { readonly events: readonly unknown[]; readonly end: string | undefined } {
    const { events, isLimited, prevBatch } = this.timeline(0, at, limit)
    return { events: events.toReversed(), end: isLimited ? prevBatch : undefined }
  }

  receipts(since: number, now: number): Json | undefined {
    const news = this.#receipts.filter(({ at }) => at > since && at <= now)
    // Keys may be hostile ones.
    const content = new Map<string, Map<string, Map<string, unknown>>>()
    for (const { eventId, kind, userId, data } of news) {
      const kinds = content.get(eventId) ?? new Map<string, Map<string, unknown>>()
      content.set(eventId, kinds.set(kind, (kinds.get(kind) ?? new Map<string, unknown>()).set(userId, data)))
    }
    return news.length === 0 ? undefined : { type: 'm.receipt', content: toJson(content) }
  }

  typing(since: number, now: number): Json | undefined {
    const { at, users } = this.#typing
    return at > since && at <= now ? { type: 'm.typing', content: { user_ids: users } } : undefined
  }

  accountData(since: number, now: number): readonly Json[] {
    return this.#accountData.filter(({ at }) => at > since && at <= now).map(({ value }) => value)
  }

  /** Who is joined or invited. */
  present(at: number, membership: string): readonly string[] {
    return [...this.stateAt(at)].filter(
      ([key, { content }]) => key.startsWith('m.room.member\0') && (content as Json | null)?.['membership'] === membership,
    )
      .map(([key]) => key.slice('m.room.member\0'.length))
  }
}
