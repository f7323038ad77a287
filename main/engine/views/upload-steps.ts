import type { LocalId } from '../../../preload/contract/ids.ts'
import type { Outbox } from '../sending/outbox.ts'

/** A bar on the screen shows no smaller step, and reading a window again for each piece sent would cost more than sending it. */
const smallestStep = 0.02

/** Hears of every piece that was uploaded, and calls `touched` for those that make a visible difference. */
export function uploadSteps(outbox: Pick<Outbox, 'progressOf'>, touched: () => void): (localId: LocalId) => void {
  const shown = new Map<LocalId, number>()
  return (localId) => {
    const share = outbox.progressOf(localId) ?? 1
    if (share < 1 && Math.abs(share - (shown.get(localId) ?? -1)) < smallestStep) return
    if (share < 1) shown.set(localId, share)
    else shown.delete(localId)
    touched()
  }
}
