import { ownRecord, ownString, ownValue, type JsonRecord } from '../base/json.ts'

/** Keys of an event that a redaction leaves; those that only servers send to each other never reach a client. */
const keptKeys = ['event_id', 'type', 'room_id', 'sender', 'state_key', 'origin_server_ts'] as const

/**
 * What of an event's content the redaction algorithm keeps, by room version (rooms chapter, "Redactions" of each version). Versions with
 * names of their own follow the newest rules.
 */
function keptContent(type: string, version: number): readonly string[] | 'everything' {
  switch (type) {
    case 'm.room.member':
      return version >= 9 ? ['membership', 'join_authorised_via_users_server'] : ['membership']
    case 'm.room.create':
      return version >= 11 ? 'everything' : ['creator']
    case 'm.room.join_rules':
      return version >= 8 ? ['join_rule', 'allow'] : ['join_rule']
    case 'm.room.power_levels':
      return [
        'ban', 'events', 'events_default', 'kick', 'redact', 'state_default', 'users', 'users_default',
        ...(version >= 11 ? ['invite'] : []),
      ]
    case 'm.room.aliases':
      return version <= 5 ? ['aliases'] : []
    case 'm.room.history_visibility':
      return ['history_visibility']
    case 'm.room.redaction':
      return version >= 11 ? ['redacts'] : []
    default:
      return []
  }
}

/** The event as it is once redacted. Pure; pruning again changes nothing. */
export function pruneJson(event: JsonRecord, roomVersion: string): JsonRecord {
  const type = ownString(event, 'type') ?? ''
  const content = ownRecord(event, 'content') ?? {}
  const version = /^\d+$/u.test(roomVersion) ? Number(roomVersion) : Infinity
  const kept = keptContent(type, version)
  const pruned = kept === 'everything' ? content : pick(content, kept)
  const signed = type === 'm.room.member' && version >= 11 ? signedInvite(content) : undefined
  return { ...pick(event, keptKeys), content: signed === undefined ? pruned : { ...pruned, third_party_invite: { signed } } }
}

function signedInvite(content: JsonRecord): unknown {
  const invite = ownRecord(content, 'third_party_invite')
  return invite && ownValue(invite, 'signed')
}

function pick(record: JsonRecord, keys: readonly string[]): JsonRecord {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(record, key)).map((key) => [key, record[key]]))
}
