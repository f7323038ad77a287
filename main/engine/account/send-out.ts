import type { Clock } from '../base/clock.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { Watchdog } from '../matrix/watchdog.ts'
import { countOutbox, readOpenOperations } from '../store/tables/outbox.ts'
import type { Account } from './account.ts'

/** What is left in the outbox: what still waits, and what was refused for good. `sent`: whether anything went out. */
export type SentOut = { readonly waiting: number; readonly refused: number; readonly sent: boolean }

export type SendOutOptions = { readonly timeoutMs: number; readonly clock: Clock }

/**
 * Sends what waits. Ends when nothing does any more, when the network is lost, or when `timeoutMs` have passed without anything getting
 * through; throws `timeout` where that is because a request got no answer.
 */
export async function sendOut(account: Account, { timeoutMs, clock }: SendOutOptions): Promise<SentOut> {
  const { store, outbox } = account.parts
  const before = store.read(countOutbox).waiting
  let least = before
  const watchdog = new Watchdog(clock, { idleMs: timeoutMs })
  const offs = [
    outbox.onProgress(() => watchdog.touch()),
    store.onChange((changes) => {
      // Attempts that fail change the outbox, too: only what got through counts as a sign of life.
      const { waiting } = changes.outbox ? store.read(countOutbox) : { waiting: least }
      if (waiting < least) watchdog.touch()
      least = Math.min(least, waiting)
    }),
  ]
  try {
    account.startSending()
    const left = await outbox.flush(watchdog.signal)
    const isUnanswered = watchdog.signal.aborted && store.read(readOpenOperations).some(({ state }) => state === 'sending')
    if (isUnanswered) throw new HomeserverError('timeout')
    return { ...left, sent: left.waiting < before }
  } finally {
    for (const off of offs) off()
    watchdog.stop()
  }
}
