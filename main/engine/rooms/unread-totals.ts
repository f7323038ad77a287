import type { Reader } from '../store/reader.ts'

/** What is unread in all rooms that are not muted: for the account's row and the tray. */
export function readUnreadTotals(_reader: Reader): { readonly unread: number; readonly mentions: number } {
  throw new Error('Written next')
}
