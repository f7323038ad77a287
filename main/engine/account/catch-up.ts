import type { CaughtUp } from '../../../preload/contract/calls/account-calls.ts'
import type { Clock } from '../base/clock.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { Watchdog } from '../matrix/watchdog.ts'
import { countArrivals, readArrivalMark } from '../store/tables/arrivals.ts'
import { countOutbox } from '../store/tables/outbox.ts'
import { signedOut, type Account } from './account.ts'

export type CatchUpOptions = { readonly timeoutMs: number; readonly clock: Clock }

/**
 * Takes in everything new, sends what waits, and takes in the echoes of that. `timeoutMs` bounds the server's silence and not the whole,
 * which may take minutes at the first time. Rejects with `HomeserverError` (`offline`, `timeout`, …), with `signed-out`, or with
 * `StoreError`.
 */
export async function catchUp(account: Account, { timeoutMs, clock }: CatchUpOptions): Promise<CaughtUp> {
  if (account.standing !== 'active') throw signedOut()
  const { store, sync, outbox } = account.parts
  const startedAt = clock.now()
  const mark = store.read(readArrivalMark)
  const watchdog = new Watchdog(clock, { idleMs: timeoutMs })
  const off = store.onChange(() => watchdog.touch())
  try {
    const before = await sync.catchUp(watchdog.signal)
    await account.refreshFace()
    const waiting = store.read(countOutbox).waiting
    account.startSending()
    const left = await outbox.flush(watchdog.signal)
    const after = left.waiting < waiting ? await sync.catchUp(watchdog.signal) : { rooms: 0, events: 0 }
    return {
      rooms: Math.max(before.rooms, after.rooms),
      events: before.events + after.events,
      undecrypted: store.read((reader) => countArrivals(reader, 'm.room.encrypted', mark)),
      ...left,
      seconds: (clock.now() - startedAt) / 1000,
    }
  } catch (error) {
    throw reasonOf(error, watchdog.signal, account)
  } finally {
    off()
    watchdog.stop()
  }
}

function reasonOf(error: unknown, signal: AbortSignal, account: Account): unknown {
  if (signal.aborted) return signal.reason
  if (!(error instanceof HomeserverError)) return error
  if (error.code === 'unknown-token' || account.standing !== 'active') return signedOut()
  // A network that answers in the homeserver's place: for an account that has worked before it is simply out of reach.
  return error.isUnreachable && error.code !== 'timeout' ? new HomeserverError('offline', { message: error.message, cause: error }) : error
}
