import type { MemberRow, RoomId } from '../../../../preload/contract/index.ts'
import type { Me } from '../../base/me.ts'
import type { Reader } from '../../store/reader.ts'
import { readMember, readMembersInOrder, type Member } from '../../store/tables/members.ts'
import { roomKey } from '../../store/tables/rooms.ts'
import { foldText, nameKey } from '../clean-name.ts'
import { personOf } from '../names.ts'
import { readPowerLevels, type PowerLevels } from '../power-levels.ts'

export type MembersQuery = {
  readonly me: Me
  readonly roomId: RoomId
  /** Only those whose name or id holds it, whatever the case or the marks. */
  readonly query?: string | undefined
  readonly from: number
  readonly count: number
}

/** A window of those joined and invited, the mightiest first, then by name; and how many there are. */
export function readMembers(
  reader: Reader, { me, roomId, query = '', from, count }: MembersQuery,
): { readonly rows: readonly MemberRow[]; readonly total: number } {
  const room = roomKey(reader, roomId)
  if (room === undefined) return { rows: [], total: 0 }
  const powers = readPowerLevels(reader, room)
  // Few have a level of their own: they are sorted here, everybody else by an index.
  const mighty = readMighty(reader, room, powers).filter((member) => matches(member, query))
  const others = readMembersInOrder(reader, room, {
    except: powers.mighty, nameKey: nameKey(query), idPart: query, from: Math.max(0, from - mighty.length),
    count: Math.max(0, from + count - Math.max(from, mighty.length)),
  })
  const members = [...mighty.slice(from, from + count), ...others.members]
  return { rows: members.map((member) => toRow(reader, { room, me, powers }, member)), total: mighty.length + others.total }
}

type Context = { readonly room: number; readonly me: Me; readonly powers: PowerLevels }

function toRow(reader: Reader, { room, me, powers }: Context, member: Member): MemberRow {
  return {
    key: member.userId,
    person: personOf(reader, { room, account: me.userId }, member),
    membership: member.membership === 'invite' ? 'invite' : 'join',
    powerLevel: powers.of(member.userId),
  }
}

const isPresent = (member: Member | undefined): member is Member => member?.membership === 'join' || member?.membership === 'invite'

function readMighty(reader: Reader, room: number, powers: PowerLevels): readonly Member[] {
  return powers.mighty.map((userId) => readMember(reader, room, userId)).filter(isPresent)
    .toSorted((one, other) => powers.of(other.userId) - powers.of(one.userId) || nameOf(one).localeCompare(nameOf(other)))
}

const nameOf = (member: Member): string => foldText(member.name ?? member.userId)

function matches({ nameKey: key, userId }: Member, query: string): boolean {
  if (query === '') return true
  const wanted = nameKey(query)
  return (wanted !== '' && key?.includes(wanted) === true) || userId.toLowerCase().includes(query.toLowerCase())
}
