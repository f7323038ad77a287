import type { FailureCode } from '../../../preload/contract/failure.ts'

/** Why something about encryption cannot be done. `message` is a sentence for a person, and says what to do; no key is ever in it. */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  readonly code: Extract<
    FailureCode,
    'wrong-key' | 'password-needed' | 'not-found' | 'forbidden' | 'bad-input' | 'unsupported' | 'damaged' | 'cancelled' | 'timeout'
  >

  constructor(code: CryptoError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
