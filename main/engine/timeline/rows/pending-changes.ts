import type { Reaction, TimelineRow } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownString } from '../../base/json.ts'
import type { Facts } from './facts.ts'
import { stateOf, textSaid } from './local-echo.ts'
import type { Pending } from './pending.ts'
import { tell, type Telling } from './row-content.ts'

/** The row as it will be once the server has everything that we did to it: edits, reactions and redactions are seen at once. */
export function withPending(row: TimelineRow, pending: readonly Pending[], facts: Facts, telling: Telling): TimelineRow {
  return pending.reduce((changed, one) => withOne(changed, one, facts, telling), row)
}

function withOne(row: TimelineRow, pending: Pending, facts: Facts, telling: Telling): TimelineRow {
  const { record, input } = pending
  const target = ownString(input, 'target')
  if (target === undefined) return row
  const isTarget = target === row.eventId || target === row.localId
  if (record.kind === 'edit' && isTarget) return edited(row, pending, facts, telling)
  if (record.kind === 'react' && isTarget && record.state !== 'failed') return reacted(row, ownString(input, 'key') ?? '', facts)
  if (record.kind === 'redact') return isTarget ? redacted(row, pending, telling) : withoutMine(row, pending, facts)
  return row
}

/** One that failed keeps the new words on the screen: they were typed, and can be sent again or given up. */
function edited(row: TimelineRow, pending: Pending, facts: Facts, telling: Telling): TimelineRow {
  const { content, plain } = tell(textSaid(pending, facts), telling)
  const { localId } = pending.record
  if (row.content.type === 'text') return { ...row, localId, content, plain, isEdited: true, ...stateOf(pending.record) }
  if (row.content.type !== 'attachment' || content.type !== 'text') return row
  const attachment = { ...row.content.attachment, caption: content.body }
  return { ...row, localId, content: { type: 'attachment', attachment }, plain, isEdited: true, ...stateOf(pending.record) }
}

function redacted(row: TimelineRow, { record, input }: Pending, { people, account }: Telling): TimelineRow {
  if (record.state === 'failed') return { ...row, localId: record.localId, ...stateOf(record) }
  return {
    ...row,
    kind: 'text',
    content: { type: 'redacted', by: people(account), reason: ownString(input, 'reason') ?? '' },
    plain: '',
    replyTo: null,
    isRedacted: true,
    reactions: [],
    ...stateOf(record),
    can: { edit: false, redact: false, react: false, reply: false },
  }
}

function reacted(row: TimelineRow, key: string, { me, people }: Facts): TimelineRow {
  const known = row.reactions.find((reaction) => reaction.key === key)
  if (known?.mine === true) return row
  const name = people(me.userId).name
  if (!known) return { ...row, reactions: [...row.reactions, { key, count: 1, mine: true, people: [name] }] }
  const mine: Reaction = { ...known, count: known.count + 1, mine: true, people: [...known.people, name] }
  return { ...row, reactions: row.reactions.map((reaction) => (reaction === known ? mine : reaction)) }
}

/** Taking back a reaction is a redaction of its event. */
function withoutMine(row: TimelineRow, { record, input }: Pending, { me, people, reactions }: Facts): TimelineRow {
  if (row.eventId === null || record.state === 'failed') return row
  const target = ownString(input, 'target')
  const key = reactions.get(row.eventId)?.find(({ mineId }) => mineId === target)?.key
  if (key === undefined) return row
  const name = people(me.userId).name
  const left = row.reactions.map((one) => (one.key === key
    ? { ...one, count: one.count - 1, mine: false, people: one.people.filter((person) => person !== name) }
    : one))
  return { ...row, reactions: left.filter(({ count }) => count > 0) }
}
