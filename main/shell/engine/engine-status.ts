import type { AppRow, Failure, LockReason } from '../../../preload/contract/index.ts'
import { failed } from '../failures.ts'

export type Lock = NonNullable<AppRow['lock']>

/**
 * Where the engine stands. starting and restarting: calls wait. locked and failed: somebody has to do something first, and nothing runs.
 * stopped: the program ends.
 */
export type EngineStatus =
  | { readonly engine: 'starting' | 'ready' | 'restarting' | 'stopped' }
  | { readonly engine: 'locked'; readonly lock: Lock }
  | { readonly engine: 'failed'; readonly message: string }

/** Why the profile's key is not to be had. Nothing was written, and trying again is safe. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  readonly lock: Lock

  constructor(lock: Lock, options?: ErrorOptions) {
    super(lock.message, options)
    this.lock = lock
  }
}

/** Why the engine cannot even be started, in a sentence for the user that says what to do. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

const lockReasons: Partial<Record<Failure['code'], LockReason>> = {
  'locked': 'key-wrong',
  'damaged': 'damaged',
  'newer-data': 'newer-data',
  'in-use': 'profile-in-use',
}

/** What a refused `engine.open` means for the program. */
export function statusOfRefusal({ code, message }: Failure): EngineStatus {
  const reason = lockReasons[code]
  return reason === undefined ? { engine: 'failed', message } : { engine: 'locked', lock: { reason, message, asksPassphrase: false } }
}

/** What a call gets that cannot even be asked; undefined while waiting, or asking, makes sense. */
export function refusal(status: EngineStatus): ReturnType<typeof failed> | undefined {
  switch (status.engine) {
    case 'locked': return failed('locked', status.lock.message)
    case 'failed': return failed('bug', status.message)
    case 'stopped': return failed('cancelled', 'Causeway is closing.')
    case 'starting':
    case 'restarting':
    case 'ready': return undefined
  }
}
