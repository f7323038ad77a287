import type { Reader } from '../store/reader.ts'

/** What is unread in all rooms that are not muted: for the account's row and the tray. */
export function readUnreadTotals(reader: Reader): { readonly unread: number; readonly mentions: number } {
  const row = reader.get<{ unread: number; mentions: number }>(
    "SELECT coalesce(sum(unread), 0) AS unread, coalesce(sum(mentions), 0) AS mentions FROM room WHERE section <> 'left' AND is_muted = 0",
  )
  return { unread: row?.unread ?? 0, mentions: row?.mentions ?? 0 }
}
