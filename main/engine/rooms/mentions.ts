import type { UserId } from '../../../preload/contract/index.ts'
import { ownBoolean, ownRecord, ownStrings, type JsonRecord } from '../base/json.ts'

/**
 * Whether a message calls for me (client-server API, "User and room mentions"). `mayMentionRoom`: its sender has the power to call
 * everybody.
 */
export function mentionsMe(content: JsonRecord, me: UserId, mayMentionRoom: boolean): boolean {
  const mentions = ownRecord(content, 'm.mentions')
  if (mentions === undefined) return false
  if (ownStrings(mentions, 'user_ids')?.includes(me) === true) return true
  return mayMentionRoom && ownBoolean(mentions, 'room') === true
}
