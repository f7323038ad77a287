import type { Failure } from '../../../preload/contract/failure.ts'

/** The engine's answer to a call was a failure. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** The process that has the profile lets it go. `wasBegun`: what was asked for may have been done or not; else it was not. */
export class OwnerLeft extends Error {
  override readonly name = 'OwnerLeft'
  readonly wasBegun: boolean

  constructor(wasBegun: boolean) {
    super('The program that had the profile open has ended.')
    this.wasBegun = wasBegun
  }
}
