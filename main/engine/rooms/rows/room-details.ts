import type { Draft, RoomDetailsRow, RoomId, UserId } from '../../../../preload/contract/index.ts'
import { isEventId } from '../../../../preload/contract/index.ts'
import type { Me } from '../../base/me.ts'
import { isRecord, ownString, parseJson } from '../../base/json.ts'
import type { Reader } from '../../store/reader.ts'
import { readChangedIdentitiesIn } from '../../store/tables/changed-identities.ts'
import { readDraft } from '../../store/tables/drafts.ts'
import { readRoom, type RoomRecord } from '../../store/tables/rooms.ts'
import { personIn } from '../names.ts'
import { readPowerLevels } from '../power-levels.ts'
import { wordlessRow } from './room-row.ts'

const mostChanged = 10

type Query = { readonly me: Me; readonly roomId: RoomId; readonly typing: readonly UserId[] }

/** What the head of a conversation shows; null for a room never heard of. `typing`: as the sync loop knows it. */
export function readRoomDetails(reader: Reader, { me, roomId, typing }: Query): RoomDetailsRow | null {
  const record = readRoom(reader, roomId)
  if (record === undefined) return null
  const powers = readPowerLevels(reader, record.room)
  const isMember = record.membership === 'join'
  const mayWrite = powers.maySend(me.userId, 'm.room.message')
  return {
    key: roomId,
    room: wordlessRow(reader, me, record),
    topic: record.topic,
    alias: record.alias,
    joinedCount: record.joinedCount,
    invitedCount: record.invitedCount,
    typing: typing.map((userId) => personIn(reader, { room: record.room, account: me.userId }, userId)),
    can: {
      send: isMember && mayWrite && record.replacedBy === null,
      invite: isMember && powers.mayInvite(me.userId),
      redactOthers: isMember && powers.mayRedactOthers(me.userId),
      mentionRoom: isMember && powers.mayNotifyRoom(me.userId),
    },
    cannotSendReason: whyNotSend(record, mayWrite),
    draft: toDraft(readDraft(reader, roomId)),
    changedIdentities: record.isEncrypted ? readChanged(reader, record.room, me) : [],
    replacedBy: record.replacedBy,
  }
}

function whyNotSend({ membership, replacedBy }: RoomRecord, mayWrite: boolean): string | null {
  switch (membership) {
    case 'invite': return 'Accept the invite to write here.'
    case 'knock': return 'You asked to join; somebody in the room has to let you in first.'
    case 'ban': return 'You were banned from this room.'
    case 'leave': return 'You are no longer in this room.'
    case 'join': break
  }
  if (replacedBy !== null) return 'This room was replaced by a newer one: go on there.'
  return mayWrite ? null : 'Only some people may write in this room.'
}

function readChanged(reader: Reader, room: number, me: Me): RoomDetailsRow['changedIdentities'] {
  return readChangedIdentitiesIn(reader, room, mostChanged).map(({ userId, trust }) =>
    ({ person: personIn(reader, { room, account: me.userId }, userId), trust }))
}

/** As `room.draft` stored it. */
function toDraft(json: string | null): Draft | null {
  const draft = json === null ? null : parseJson(json)
  if (!isRecord(draft)) return null
  const replyTo = ownString(draft, 'replyTo')
  return { text: ownString(draft, 'text') ?? '', replyTo: isEventId(replyTo) ? replyTo : null }
}
