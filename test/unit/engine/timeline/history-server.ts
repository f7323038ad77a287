import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Homeserver, JsonRequest } from '../../../../main/engine/matrix/homeserver.ts'
import type { JsonRecord } from '../../../../main/engine/base/json.ts'
import { roomId } from './room-fixture.ts'

/** A homeserver that knows one room's history: token `t3` stands before the fourth event. */
export class HistoryServer implements Homeserver {
  readonly baseUrl = 'https://example.org'
  readonly events: JsonRecord[] = []
  /** What was asked, in short. */
  readonly asked: string[] = []
  pageSize = 100
  contextSize = 40
  /** Answers instead, where it gives something. */
  answer: ((request: JsonRequest) => JsonRecord | undefined) | undefined
  #held: { readonly until: Promise<unknown>; readonly signals: AbortSignal[] } | undefined
  members: readonly JsonRecord[] = []

  async json(request: JsonRequest): Promise<JsonRecord> {
    const path = decodeURIComponent(request.path)
    const from = request.query?.['from']
    this.asked.push([path.slice(path.indexOf(roomId) + roomId.length + 1), ...(from === undefined ? [] : [from])].join(' '))
    if (request.signal?.aborted) throw new HomeserverError('aborted')
    await this.#hold(request)
    const answer = this.answer?.(request)
    if (answer) return answer
    if (path.endsWith('/messages')) return this.#messages(request)
    const eventId = path.slice(path.lastIndexOf('/') + 1)
    const at = this.events.findIndex((event) => event['event_id'] === eventId)
    const event = this.events[at]
    if (!event) throw new HomeserverError('not-found')
    if (path.includes('/event/')) return event
    const half = request.query?.['limit'] === 0 ? 0 : Math.floor(this.contextSize / 2)
    const [start, end] = [Math.max(0, at - half), Math.min(this.events.length, at + half + 1)]
    return {
      event, start: `t${start}`, end: `t${end}`, state: this.members,
      events_before: this.events.slice(start, at).toReversed(), events_after: this.events.slice(at + 1, end),
    }
  }

  /** Answers nothing until then, and tells by which signals what is asked meanwhile may be given up. */
  hold(until: Promise<unknown>): { readonly signals: readonly AbortSignal[] } {
    this.#held = { until, signals: [] }
    return this.#held
  }

  async #hold({ signal }: JsonRequest): Promise<void> {
    if (this.#held === undefined) return
    if (signal) this.#held.signals.push(signal)
    await this.#held.until
    this.#held = undefined
    if (signal?.aborted) throw new HomeserverError('aborted')
  }

  #messages({ query }: JsonRequest): JsonRecord {
    const from = query?.['from'] === undefined ? this.events.length : Number(String(query['from']).slice(1))
    if (query?.['dir'] === 'f') {
      const end = Math.min(this.events.length, from + this.pageSize)
      return { start: `t${from}`, end: `t${end}`, chunk: this.events.slice(from, end), state: this.members }
    }
    const start = Math.max(0, from - this.pageSize)
    return {
      start: `t${from}`, ...(start > 0 && { end: `t${start}` }), chunk: this.events.slice(start, from).toReversed(), state: this.members,
    }
  }

  upload(): Promise<JsonRecord> {
    return Promise.reject(new HomeserverError('unsupported'))
  }

  download(): Promise<never> {
    return Promise.reject(new HomeserverError('unsupported'))
  }
}
