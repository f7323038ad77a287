import type { EventId } from '../../../../preload/contract/ids.ts'
import type { ReplyPreview } from '../../../../preload/contract/rows/timeline-row.ts'
import type { Facts } from './facts.ts'
import { shortLine } from './message-text.ts'
import { summarize } from './summary.ts'

/** What an answer shows of the event that it answers. `isMissing`: the server has been asked in vain. */
export function replyPreview({ answered, people, me }: Pick<Facts, 'answered' | 'people' | 'me'>, eventId: EventId, isMissing: boolean): ReplyPreview {
  const target = answered.get(eventId)
  if (!target) return { eventId, sender: null, kind: 'other', text: '', state: isMissing ? 'missing' : 'loading' }
  const sender = people(target.record.sender)
  const { kind, text } = summarize(target, people)
  if (target.record.redactedBy !== null) return { eventId, sender, kind: 'text', text: '', state: 'redacted' }
  return { eventId, sender, kind, text: shortLine(target.content, text, { me: me.userId }), state: 'known' }
}
