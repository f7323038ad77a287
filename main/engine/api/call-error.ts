import type { FailureCode } from '../../../preload/contract/failure.ts'

/** A call that cannot be answered, for a reason that its handler knows itself. `message` is a sentence for a person. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly code: FailureCode

  constructor(code: FailureCode, message: string) {
    super(message)
    this.code = code
  }
}
