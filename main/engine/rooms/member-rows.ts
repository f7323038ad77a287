import type { MemberRow, RoomId } from '../../../preload/contract/index.ts'
import type { Me } from '../account/me.ts'
import type { Reader } from '../store/reader.ts'

export type MembersQuery = {
  readonly me: Me
  readonly roomId: RoomId
  /** Only those whose name or id holds it, whatever the case or the marks. */
  readonly query?: string | undefined
  readonly from: number
  readonly count: number
}

/** A window of those joined and invited, the mightiest first, then by name; and how many there are. */
export function readMembers(_reader: Reader, _query: MembersQuery): { readonly rows: readonly MemberRow[]; readonly total: number } {
  throw new Error('Written next')
}
