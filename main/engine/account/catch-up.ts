import type { CaughtUp } from '../../../preload/contract/calls/account-calls.ts'
import type { Clock } from '../base/clock.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { Watchdog } from '../matrix/watchdog.ts'
import { countArrivals, readArrivalMark } from '../store/tables/arrivals.ts'
import { signedOut, type Account } from './account.ts'
import { sendOut } from './send-out.ts'

export type CatchUpOptions = { readonly timeoutMs: number; readonly clock: Clock }

/**
 * Takes in everything new, sends what waits, and takes in the echoes of that. `timeoutMs` bounds the server's silence and not the whole,
 * which may take minutes at the first time. Rejects with `HomeserverError` (`offline`, `timeout`, …), with `signed-out`, or with
 * `StoreError`.
 */
export async function catchUp(account: Account, options: CatchUpOptions): Promise<CaughtUp> {
  if (account.standing !== 'active') throw signedOut()
  const { store, connectivity } = account.parts
  const startedAt = options.clock.uptime()
  const mark = store.read(readArrivalMark)
  // Whoever asks for it wants it tried now.
  connectivity.wake()
  try {
    const before = await takeIn(account, options, (signal) => account.settleKeys(signal))
    const { sent, ...left } = await sendOut(account, options)
    const after = sent ? await takeIn(account, options, (signal) => account.backUpKeys(signal)) : { rooms: 0, events: 0 }
    await account.parts.healer.retryAll()
    return {
      rooms: Math.max(before.rooms, after.rooms),
      events: before.events + after.events,
      undecrypted: store.read((reader) => countArrivals(reader, 'm.room.encrypted', mark)),
      ...left,
      seconds: (options.clock.uptime() - startedAt) / 1000,
    }
  } catch (error) {
    throw reasonOf(error, account)
  }
}

/** `thenKeys`: what is to be done about keys once everything new is here. */
async function takeIn(
  account: Account, { timeoutMs, clock }: CatchUpOptions, thenKeys: (signal: AbortSignal) => Promise<void>,
): Promise<Pick<CaughtUp, 'rooms' | 'events'>> {
  const { store, sync } = account.parts
  const watchdog = new Watchdog(clock, { idleMs: timeoutMs })
  const off = store.onChange(() => watchdog.touch())
  try {
    const [taken] = await Promise.all([sync.catchUp(watchdog.signal), account.refreshFace(watchdog.signal)])
    await thenKeys(watchdog.signal)
    return taken
  } catch (error) {
    throw watchdog.signal.aborted ? watchdog.signal.reason : error
  } finally {
    off()
    watchdog.stop()
  }
}

function reasonOf(error: unknown, account: Account): unknown {
  if (!(error instanceof HomeserverError)) return error
  if (error.code === 'unknown-token' || account.standing !== 'active') return signedOut()
  // A network that answers in the homeserver's place: for an account that has worked before it is simply out of reach.
  return error.isUnreachable && error.code !== 'timeout' ? new HomeserverError('offline', { message: error.message, cause: error }) : error
}
