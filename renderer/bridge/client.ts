import type {
  Bridge, CallInput, CallName, CallResult, Failure, Outcome, PickedFile, ViewName, Views,
} from '../../preload/contract/index.ts'
import { LiveList } from './live-list.ts'

/**
 * The window's way to everything else: calls and live lists over the one object that the preload script exposes. It keeps nothing itself.
 * A promise that main broke (it should not) becomes a failure like any other, so that callers have one way to be told.
 */
export class Client {
  readonly #bridge: Bridge
  readonly #onFailure: (failure: Failure) => void
  readonly #wordsOf: (failure: Failure) => string

  /** `onFailure` is told of what `attempt` could not do; `wordsOf` says a failure in the user's language. */
  constructor(bridge: Bridge, onFailure: (failure: Failure) => void, wordsOf: (failure: Failure) => string) {
    this.#bridge = bridge
    this.#onFailure = onFailure
    this.#wordsOf = wordsOf
  }

  /** For callers that show a failure in their own place. Never rejects. */
  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Outcome<CallResult<Name>>> {
    const outcome = await this.#ask(name, input)
    return outcome.ok ? outcome : { ok: false, failure: { ...outcome.failure, message: this.#wordsOf(outcome.failure) } }
  }

  async #ask<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Outcome<CallResult<Name>>> {
    try {
      return await this.#bridge.call(name, input)
    } catch (error) {
      return { ok: false, failure: { code: 'bug', message: error instanceof Error ? error.message : String(error) } }
    }
  }

  /** For buttons: the result, or null after the failure was shown as a notice. */
  async attempt<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallResult<Name> | null> {
    const outcome = await this.call(name, input)
    if (outcome.ok) return outcome.value
    this.#onFailure(outcome.failure)
    return null
  }

  live<Name extends ViewName>(name: Name, input: Views[Name]['in'], like?: LiveList<Name>): LiveList<Name> {
    return new LiveList(this.#bridge, name, input, like)
  }

  /** Tokens for files that were dropped or pasted; null for those without a path. Empty when main refused. */
  async adopt(files: readonly File[]): Promise<readonly (PickedFile | null)[]> {
    try {
      return await this.#bridge.adopt(files)
    } catch {
      // The caller then treats each file as one without a path, which has its own way and its own message.
      return files.map(() => null)
    }
  }
}
