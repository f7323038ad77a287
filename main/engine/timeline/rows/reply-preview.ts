import type { EventId } from '../../../../preload/contract/ids.ts'
import type { ReplyPreview } from '../../../../preload/contract/rows/timeline-row.ts'
import type { BodyCache } from '../body/body-cache.ts'
import type { Facts } from './facts.ts'
import { shortLine } from './said-body.ts'
import { summarize } from './summary.ts'

export type ReplyOptions = {
  readonly bodies: BodyCache
  /** Whether the server was asked in vain for an answered event. */
  readonly isMissing: (eventId: EventId) => boolean
}

type FactsOfAnswer = Pick<Facts, 'answered' | 'people' | 'me'>

/** What an answer shows of the event that it answers. */
export function replyPreview({ answered, people, me }: FactsOfAnswer, eventId: EventId, { bodies, isMissing }: ReplyOptions): ReplyPreview {
  const target = answered.get(eventId)
  if (!target) return { eventId, sender: null, kind: 'other', text: '', state: isMissing(eventId) ? 'missing' : 'loading' }
  const sender = people(target.sender)
  if (target.record.redactedBy !== null) return { eventId, sender, kind: 'text', text: '', state: 'redacted' }
  const { kind, text } = summarize(target, people)
  return { eventId, sender, kind, text: shortLine(target, text, { account: me.userId, bodies }), state: 'known' }
}
