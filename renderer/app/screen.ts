import type { AppRow } from '../../preload/contract/index.ts'

export type Screen = 'nothing' | 'starting' | 'locked' | 'failed' | 'sign-in' | 'main'

type Known = {
  /** Null until main said anything. */
  readonly app: AppRow | null
  /** There is a lock to be opened, or one that is being opened. */
  readonly isLocked: boolean
  /** Null until the engine said how many accounts there are, and what the settings are, by which their screen is drawn. */
  readonly accounts: number | null
  readonly isAddingAccount: boolean
}

/** Which screen fills the window. While the engine restarts, what was on the screen stays there. */
export function screenOf({ app, isLocked, accounts, isAddingAccount }: Known): Screen {
  if (app === null) return 'nothing'
  if (isLocked) return 'locked'
  if (app.engine === 'failed') return 'failed'
  if (accounts === null) return 'starting'
  return accounts === 0 || isAddingAccount ? 'sign-in' : 'main'
}
