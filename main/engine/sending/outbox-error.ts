import type { FailureCode } from '../../../preload/contract/failure.ts'

/** Why an operation was not taken into the outbox, or could not be changed there. Nothing was stored. `message` says what to do. */
export class OutboxError extends Error {
  override readonly name = 'OutboxError'
  readonly code: Extract<FailureCode, 'unsupported' | 'forbidden' | 'not-found' | 'bad-input' | 'too-large' | 'disk-full'>

  constructor(code: OutboxError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
