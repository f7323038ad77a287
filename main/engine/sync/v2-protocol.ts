import type { Me } from '../base/me.ts'
import type { Log } from '../base/log.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { sync } from '../matrix/sync.ts'
import { prepareV2 } from './prepare-v2.ts'
import type { PreparedResponse } from './prepared-response.ts'
import { longPollMs, type Ask, type Protocol } from './protocol.ts'

const filter = {
  presence: { types: [] },
  room: { state: { lazy_load_members: true }, timeline: { limit: 20, lazy_load_members: true } },
}

/** `GET /sync`: every response tells of all rooms. For servers without sliding sync. */
export class V2Protocol implements Protocol {
  readonly kind = 'v2'
  readonly #homeserver: Homeserver
  readonly #me: Me
  readonly #log: Log

  constructor({ homeserver, me, log }: { readonly homeserver: Homeserver; readonly me: Me; readonly log: Log }) {
    this.#homeserver = homeserver
    this.#me = me
    this.#log = log
  }

  async ask({ from, mayWait, signal }: Ask): Promise<PreparedResponse> {
    const isFirst = from.position === null
    const response = await sync(this.#homeserver, {
      since: from.position ?? undefined, timeoutMs: mayWait ? longPollMs : 0, filter, signal,
    })
    return prepareV2(response, { me: this.#me, log: this.#log, isFirst })
  }

  askAhead(): void {
    // Its one position is good for to-device messages, too, and its first answer is the whole.
  }

  written(): void {
    // The position is all there is to remember.
  }
}
