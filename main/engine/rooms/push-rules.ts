import { ownArray, ownRecord, ownRecords, ownString, ownValue, type JsonRecord } from '../base/json.ts'

/**
 * The rooms that the user silenced altogether: an override rule that matches the room and nothing else, and does nothing (client-server
 * API, "Push Rules"). A room rule of that kind leaves mentions audible, so it does not count. `content`: of m.push_rules.
 */
export function mutedRooms(content: JsonRecord | null): ReadonlySet<string> {
  const rules = ownRecords(ownRecord(content ?? {}, 'global') ?? {}, 'override') ?? []
  return new Set(rules.flatMap((rule) => (ownValue(rule, 'enabled') !== false && isSilent(rule) ? roomsOf(rule) : [])))
}

/** No action, or the `dont_notify` that the specification has since dropped. */
function isSilent(rule: JsonRecord): boolean {
  const actions = ownArray(rule, 'actions')
  return actions !== undefined && actions.every((action) => action === 'dont_notify')
}

function roomsOf(rule: JsonRecord): readonly string[] {
  const conditions = ownRecords(rule, 'conditions') ?? []
  const [condition] = conditions
  if (condition === undefined || conditions.length > 1) return []
  if (ownString(condition, 'kind') !== 'event_match' || ownString(condition, 'key') !== 'room_id') return []
  const pattern = ownString(condition, 'pattern')
  return pattern === undefined ? [] : [pattern]
}
