import type { Me } from '../base/me.ts'
import type { Log } from '../base/log.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { slidingSync, type RoomConfig } from '../matrix/sliding-sync.ts'
import { prepareSliding } from './prepare-sliding.ts'
import type { PreparedResponse } from './prepared-response.ts'
import { longPollMs, type Ask, type Protocol } from './protocol.ts'
import { listedState, requiredState } from './required-state.ts'

const list = 'all'
/** The rooms that a screen shows first. */
const firstRooms = 20
/** How many more with each response of a first sync: so many are told and stored in a second or two. */
const moreRooms = 100
/** Afterwards the server only tells what is new, and the window may grow quickly. */
const growth = 5
const wholeRoom: RoomConfig = { timelineLimit: 20, requiredState }
/** For a screen that is empty yet. The server remembers how much it has told, and tells the rest when more is asked for. */
const listedRoom: RoomConfig = { timelineLimit: 1, requiredState: listedState }
const openRoom: RoomConfig = { timelineLimit: 50, requiredState }
/** Servers take no more subscriptions than this. */
const mostAskedRooms = 100
const toDeviceLimit = 100

/** A question that was asked while the answer before it was written. */
type Ahead = { readonly question: Ask; readonly answer: Promise<PreparedResponse>; readonly end: AbortController }

/** Whatever rooms were opened since: the question after it asks for them, and one that is broken off may undo another (`AskedRooms`). */
const isAnswerTo = (question: Ask, { from }: Ask): boolean => !question.signal.aborted && question.from.position === from.position

/**
 * MSC4186: one connection with one list over all rooms, whose range grows from the rooms last active to all of them, and a subscription for
 * each open room. The very first answer tells no more of a room than a list shows, so that the first screen costs what is on it.
 */
export class SlidingProtocol implements Protocol {
  readonly kind = 'sliding'
  readonly #homeserver: Homeserver
  readonly #me: Me
  readonly #log: Log
  #asked = firstRooms
  #ahead: Ahead | null = null

  constructor({ homeserver, me, log }: { readonly homeserver: Homeserver; readonly me: Me; readonly log: Log }) {
    this.#homeserver = homeserver
    this.#me = me
    this.#log = log
  }

  ask(ask: Ask): Promise<PreparedResponse> {
    const ahead = this.#ahead
    this.#ahead = null
    if (ahead !== null && isAnswerTo(ahead.question, ask)) return ahead.answer
    ahead?.end.abort()
    return this.#ask(ask)
  }

  askAhead(response: PreparedResponse, ask: Ask): void {
    const { position, toDevicePosition, roomCount, isComplete } = response
    // Somebody who is told of everything waits for news, which may be none.
    if (roomCount === null || isComplete) return
    this.#grow(response)
    const end = new AbortController()
    const from = { ...ask.from, position, toDevice: toDevicePosition ?? ask.from.toDevice }
    const question = { ...ask, from, mayWait: false, signal: AbortSignal.any([ask.signal, end.signal]) }
    const answer = this.#ask(question)
    // Whoever takes the answer hears of it.
    answer.catch(() => undefined)
    this.#ahead = { question, answer, end }
  }

  async #ask({ from, mayWait, openRooms, signal }: Ask): Promise<PreparedResponse> {
    // A new connection begins small again.
    if (from.position === null) this.#asked = firstRooms
    const asked = this.#asked
    // What was told before is on the screen already, and must not become less.
    const isExcerpt = from.position === null && from.connection === 0
    const response = await slidingSync(this.#homeserver, {
      connectionId: 'main',
      pos: from.position ?? undefined,
      timeoutMs: mayWait ? longPollMs : 0,
      lists: { [list]: { range: [0, asked - 1], ...(isExcerpt ? listedRoom : wholeRoom) } },
      subscriptions: new Map(openRooms.slice(0, mostAskedRooms).map((roomId) => [roomId, openRoom])),
      extensions: {
        toDevice: { since: from.toDevice ?? undefined, limit: toDeviceLimit },
        encryption: true,
        accountData: true,
        receipts: true,
        typing: true,
      },
      signal,
    })
    return prepareSliding(response, { me: this.#me, log: this.#log, list, asked, isExcerpt })
  }

  written(response: PreparedResponse): void {
    if (this.#ahead === null) this.#grow(response)
  }

  #grow({ roomCount, isComplete, rooms }: PreparedResponse): void {
    if (roomCount === null) return
    // With room to spare, so that a room that is joined later is within the range.
    if (isComplete) this.#asked = Math.max(this.#asked, roomCount + moreRooms)
    else this.#asked = rooms.length >= moreRooms ? this.#asked + moreRooms : Math.max(this.#asked + moreRooms, this.#asked * growth)
  }
}
