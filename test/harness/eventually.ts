import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 30_000
const POLL_MS = 50

/** Resolves as soon as `check` holds, for what nobody tells of; fails when it never does. A check that throws does not hold yet. */
export async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const [holds, error] = await check().then((value) => [value, null] as const, (reason: unknown) => [false, reason] as const)
    if (holds) return
    if (Date.now() > deadline) throw new Error(`It never came to this: ${what}`, { cause: error })
    await pause(POLL_MS)
  }
}
