import type { Outcome, Queued, UserId } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'
import type { Place } from '../navigation/index.ts'
import type { NoticeList } from '../ui/index.ts'
import { afterQueued } from './after-queued.ts'

type Parts = { readonly client: Client; readonly place: Place; readonly notices: NoticeList; readonly account: UserId }

/**
 * The way of a dialog that ends in a room: ask, wait for the outbox, open the room. Where the server is away the dialog closes and says
 * that it will happen later; what was refused stays in the dialog with its reason.
 */
export class QueuedDialog {
  readonly #parts: Parts
  isBusy = $state(false)
  error = $state<string | null>(null)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** `later`: what to say when it stays queued. */
  async follow(asking: Promise<Outcome<Queued>>, later: string): Promise<void> {
    this.isBusy = true
    this.error = null
    const asked = await asking
    if (asked.ok) await this.#toItsEnd(asked.value, later)
    else this.error = asked.failure.message
    this.isBusy = false
  }

  async #toItsEnd(queued: Queued, later: string): Promise<void> {
    const { client, place, notices, account } = this.#parts
    const followed = await afterQueued(client, account, queued)
    if (followed.how === 'failed') {
      this.error = followed.reason
      return
    }
    place.overlay = null
    if (followed.how === 'later') notices.tell(later)
    else if (followed.roomId !== null) place.openRoom(followed.roomId)
  }
}
