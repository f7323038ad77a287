import type { FailureCode } from '../../../preload/contract/failure.ts'

/** Why an account or the profile cannot do what was asked. `message` is a sentence for a person, and says what to do. */
export class AccountError extends Error {
  override readonly name = 'AccountError'
  readonly code: Extract<FailureCode, 'not-signed-in' | 'signed-out' | 'in-use' | 'not-found' | 'timeout' | 'unsupported' | 'bad-input'>

  constructor(code: AccountError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
