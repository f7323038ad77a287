import type { AccountRow, AppRow } from '../../preload/contract/index.ts'

/** The one thing about the connection that is worth a line, worst first. Null when all is well; connecting is nothing to speak of. */
export type Status =
  | { readonly kind: 'restarting' | 'signed-out' | 'offline' }
  | { readonly kind: 'stopped'; readonly reason: string; readonly remedy: AccountRow['remedy'] }
  | { readonly kind: 'first-sync'; readonly done: number; readonly total: number }

export function statusOf(app: AppRow | null, account: AccountRow): Status | null {
  if (app !== null && app.engine !== 'ready') return { kind: 'restarting' }
  switch (account.connection) {
    case 'signed-out': return { kind: 'signed-out' }
    case 'stopped': return { kind: 'stopped', reason: account.reason ?? '', remedy: account.remedy }
    case 'offline': return { kind: 'offline' }
    case 'connecting': case 'online': return account.firstSync === null ? null : { kind: 'first-sync', ...account.firstSync }
  }
}
