import type { RoomFilter, RoomId, RoomListRow, RoomRow, RoomSection, SectionRow } from '../../../../preload/contract/index.ts'
import type { Me } from '../../base/me.ts'
import type { Reader } from '../../store/reader.ts'
import { readRooms, roomColumns } from '../../store/tables/rooms.ts'
import { toRoomRow } from './room-row.ts'
import { selectRooms, type Selection } from './room-selection.ts'
import { SpaceTree } from '../space-tree.ts'

export type RoomListQuery = {
  readonly me: Me
  readonly filter: RoomFilter
  /** Only rooms of this space, those of its sub-spaces included. */
  readonly space?: RoomId | undefined
  /** Sections of which only the header is in the list; they fold where all rooms are shown. */
  readonly folded?: readonly string[] | undefined
  /** The window: rows `from` … `from + count - 1`, headers counted. */
  readonly from: number
  readonly count: number
}

type Window = { readonly from: number; readonly count: number }

/** A window of the list with the headers of its sections, and how long the whole list is. Its cost follows the window, not the account. */
export function readRoomList(reader: Reader, query: RoomListQuery): { readonly rows: readonly RoomListRow[]; readonly total: number } {
  const selection = selectRooms(query.filter, query.space === undefined ? null : new SpaceTree(reader).roomsOf(query.space))
  const folded = new Set(query.filter === 'all' ? query.folded : [])
  const rows: RoomListRow[] = []
  let at = 0
  for (const header of readHeaders(reader, selection, folded)) {
    if (isWithin(at, query)) rows.push(header)
    at += 1
    if (header.isFolded) continue
    rows.push(...readSection(reader, query.me, selection, { section: header.section, ...overlap(query, at, header.count) }))
    at += header.count
  }
  return { rows, total: at }
}

/** The first `limit` rooms in the window's order, without headers. */
export function listRooms(
  reader: Reader, { me, filter, limit }: { readonly me: Me; readonly filter: RoomFilter; readonly limit: number },
): readonly RoomRow[] {
  const selection = selectRooms(filter, null)
  const rows: RoomRow[] = []
  for (const section of selection.sections) {
    rows.push(...readSection(reader, me, selection, { section, from: 0, count: limit - rows.length }))
  }
  return rows
}

const isWithin = (at: number, { from, count }: Window): boolean => at >= from && at < from + count

/** The part of the window that falls on `length` rows which begin at `start`, counted from there. */
function overlap({ from, count }: Window, start: number, length: number): Window {
  const first = Math.max(from, start)
  return { from: first - start, count: Math.max(0, Math.min(from + count, start + length) - first) }
}

function readSection(
  reader: Reader, me: Me, { where, values }: Selection, { section, from, count }: Window & { readonly section: RoomSection },
): readonly RoomRow[] {
  if (count <= 0) return []
  return readRooms(reader, sectionSql(where), section, ...values, count, from).map((record) => toRoomRow(reader, me, record))
}

/** Exported for the test on its query plan. */
export const sectionSql = (where: string): string =>
  `SELECT ${roomColumns} FROM room WHERE section = ?${where} ORDER BY section_order, last_ts DESC, room LIMIT ? OFFSET ?`

/** What is muted does not call for attention from a folded section. */
export const headersSql = (where: string): string => `
  SELECT section, count(*) AS count, sum(CASE is_muted WHEN 0 THEN unread ELSE 0 END) AS unread, sum(mentions) AS mentions
  FROM room WHERE section <> 'none'${where} GROUP BY section`

/** Sections without rooms have no header. */
function readHeaders(reader: Reader, { sections, where, values }: Selection, folded: ReadonlySet<string>): readonly SectionRow[] {
  const rows = reader.all<Pick<SectionRow, 'section' | 'count' | 'unread' | 'mentions'>>(headersSql(where), ...values)
  return sections.flatMap((section) => rows.filter((row) => row.section === section))
    .map((row) => ({ type: 'section', key: `section:${row.section}`, ...row, isFolded: folded.has(row.section) }))
}
