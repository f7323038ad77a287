import type { CallInput, CallName, CallResult } from './calls.ts'
import type { PickedFile } from './calls/app-calls.ts'
import type { Outcome } from './failure.ts'
import type { Batch, ViewName, Views } from './views.ts'

export interface Watch<Name extends ViewName> {
  /** Shifts the view's window; diffs or a reset follow. */
  move(to: Views[Name]['move']): void
  stop(): void
}

/** The one object that a window gets from its preload script, as `window.causeway`. */
export interface Bridge {
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Outcome<CallResult<Name>>>
  /**
   * `onBatch` is never called before this returns; the first batch starts with a `reset`. After the engine came back from a crash the
   * watch goes on by itself with another `reset`. `onFailure`: the view cannot be had (unknown room, signed out account); none follows.
   */
  watch<Name extends ViewName>(
    name: Name,
    input: Views[Name]['in'],
    onBatch: (batch: Batch<Name>) => void,
    onFailure?: (message: string) => void,
  ): Watch<Name>
  /**
   * Hands files that the user dropped or pasted to main, which answers with tokens for `message.sendFile`. Files without a path (pasted
   * pictures) are left out.
   */
  adopt(files: readonly unknown[]): Promise<readonly (PickedFile | null)[]>
}
