import type { AccountRow } from '../../../preload/contract/rows/account-row.ts'
import type { Outcome } from '../../../preload/contract/failure.ts'

/** Asks the engine for one of the contract's calls. */
export type AskEngine = (method: string, params: unknown) => Promise<Outcome<unknown>>

/** Makes every account try the network now: the computer woke up, and what was a long pause before it slept is none any more. */
export async function reconnectAll(ask: AskEngine): Promise<void> {
  const listed = await ask('account.list', {})
  if (!listed.ok) return
  // The engine is ours; the contract says what it answers.
  const accounts = listed.value as readonly AccountRow[]
  await Promise.all(accounts.map(({ userId }) => ask('account.reconnect', { account: userId })))
}
