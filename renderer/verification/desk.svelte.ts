import { createContext } from 'svelte'
import type { DeviceId, UserId, VerificationRow } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'
import type { Place } from '../navigation/index.ts'

type Parts = { readonly client: Client; readonly place: Place; readonly account: UserId }

/**
 * The verifications of the account shown, as this window takes part in them: which ones ask to be answered, and the one whose dialog is
 * open. What was put off here stays open for the account's other devices: it is hidden, never declined for them.
 */
export class VerificationDesk {
  readonly #parts: Parts
  readonly #rows: LiveList<'verifications'>
  #flowId = $state<string | null>(null)
  #putOff = $state.raw<readonly string[]>([])
  /** The row as it was last seen: how one ended is told until the user has read it, however long ago that was. */
  #last: VerificationRow | null = null

  constructor(parts: Parts) {
    this.#parts = parts
    this.#rows = parts.client.live('verifications', { account: parts.account })
  }

  /** What others ask for and nobody here has answered. */
  get asked(): readonly VerificationRow[] {
    return this.#rows.rows.filter((row) => row.state === 'asked' && !row.weStarted && row.flowId !== this.#flowId && !this.#putOff.includes(row.flowId))
  }

  /** The verification of the open dialog; null while the engine has not told of it yet. */
  get current(): VerificationRow | null {
    const found = this.#rows.rows.find((row) => row.flowId === this.#flowId)
    if (found !== undefined) this.#last = found
    return found ?? (this.#last?.flowId === this.#flowId ? this.#last : null)
  }

  /** Asks somebody, one of our own devices, or all of them, and opens the dialog. */
  async request(userId: UserId, deviceId?: DeviceId): Promise<void> {
    const { client, place, account } = this.#parts
    this.#flowId = null
    place.showOver({ kind: 'verification' })
    const asked = await client.attempt('verification.request', { account, userId, ...(deviceId === undefined ? {} : { deviceId }) })
    const isStillOpen = place.overlay?.kind === 'verification' && this.#flowId === null
    if (asked === null) {
      if (isStillOpen) place.leave()
    } else if (isStillOpen) this.#flowId = asked.flowId
    else await client.call('verification.cancel', { account, flowId: asked.flowId })
  }

  async accept(row: VerificationRow): Promise<void> {
    const { client, place, account } = this.#parts
    this.#flowId = row.flowId
    place.showOver({ kind: 'verification' })
    if (await client.attempt('verification.accept', { account, flowId: row.flowId }) === null) this.#close()
  }

  putOff(row: VerificationRow): void {
    this.#putOff = [...this.#putOff, row.flowId]
  }

  /** The same again, with the same other side. */
  async again(): Promise<void> {
    const row = this.#last
    this.#close()
    if (row !== null) await this.request(row.person.userId, row.isSelf ? row.deviceId ?? undefined : undefined)
  }

  /** Closes the dialog; what is under way is called off, as its button says, and the other side is told. */
  leave(): void {
    const { client, account } = this.#parts
    const row = this.current
    if (row !== null && row.state !== 'done' && row.state !== 'cancelled') {
      void client.call('verification.cancel', { account, flowId: row.flowId })
    }
    this.#close(row?.state === 'done')
  }

  #close(isDone = false): void {
    this.#flowId = null
    this.#last = null
    if (isDone) this.#parts.place.leave('verify-device')
    else this.#parts.place.leave()
  }
}

const [verifications, provideVerifications] = createContext<VerificationDesk>()

export { verifications as useVerifications, provideVerifications }
