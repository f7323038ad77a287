import { createContext } from 'svelte'
import type { EncryptionRow, UserId } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'
import { nextStep, type Step } from './next-step.ts'

/** How the encryption of the account shown stands; one for the window, asked by whoever draws of it. */
export class SecurityState {
  readonly account: UserId
  readonly #rows: LiveList<'encryption'>

  constructor(client: Client, account: UserId) {
    this.account = account
    this.#rows = client.live('encryption', { account })
  }

  /** Null until the engine said anything. */
  get row(): EncryptionRow | null {
    return this.#rows.rows[0] ?? null
  }

  get step(): Step {
    return nextStep(this.row)
  }
}

const [security, provideSecurity] = createContext<SecurityState>()

export { security as useSecurity, provideSecurity }
