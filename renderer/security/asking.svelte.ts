import type { Failure, Outcome } from '../../preload/contract/index.ts'

/**
 * A call that may need the account's password: asked without it first, and again with it once the server wants it. What the dialog shows of
 * it: busy, the password's field, what went wrong.
 */
export class Asking<Value> {
  isBusy = $state(false)
  needsPassword = $state(false)
  password = $state('')
  #failure = $state.raw<Failure | null>(null)

  /** The value, or null when there is something to show instead. */
  async run(call: (given: { readonly password?: string }) => Promise<Outcome<Value>>): Promise<Value | null> {
    this.isBusy = true
    this.#failure = null
    const outcome = await call(this.needsPassword ? { password: this.password } : {})
    this.isBusy = false
    if (outcome.ok) {
      this.password = ''
      return outcome.value
    }
    if (outcome.failure.code === 'password-needed' && !this.needsPassword) this.needsPassword = true
    else this.#failure = outcome.failure
    return null
  }

  /** Everything that is there to be sent. */
  get isReady(): boolean {
    return !this.needsPassword || this.password !== ''
  }

  get failure(): Failure | null {
    return this.#failure
  }

  /** What is wrong with the password. */
  get passwordError(): string | null {
    const failure = this.#failure
    return this.needsPassword && (failure?.code === 'wrong-credentials' || failure?.code === 'password-needed') ? failure.message : null
  }

  /** What else went wrong. */
  get error(): string | null {
    return this.passwordError === null ? this.#failure?.message ?? null : null
  }
}
