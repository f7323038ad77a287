import type { TimelineRow } from '../../../../preload/contract/rows/timeline-row.ts'
import type { GapState } from '../read-rows.ts'
import type { Facts } from './facts.ts'

type OfRoom = Pick<Facts, 'room' | 'me' | 'people'>

/** The row that stands for missing history. It has nobody to be from: the account's own person fills the place. */
export function gapRow(position: number, { state, reason }: GapState, { room, me, people }: OfRoom): TimelineRow {
  return {
    key: `gap ${position}`,
    roomId: room.roomId,
    eventId: null,
    localId: null,
    sender: people(me.userId),
    isMine: false,
    ts: 0,
    kind: 'other',
    content: { type: 'gap', state, reason },
    plain: '',
    replyTo: null,
    thread: null,
    isEdited: false,
    isRedacted: false,
    mentionsMe: false,
    reactions: [],
    readBy: [],
    readByCount: 0,
    state: 'sent',
    decryption: 'none',
    undecrypted: null,
    shield: null,
    reason: null,
    progress: null,
    can: { edit: false, redact: false, react: false, reply: false },
  }
}
