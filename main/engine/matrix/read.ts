import { ownArray, ownRecord, ownString, type JsonRecord } from '../base/json.ts'
import { HomeserverError } from './errors.ts'

// What an answer must hold, or is of no use.

/** Throws `bad-response` unless the answer has the string. */
export function requiredString(answer: JsonRecord, key: string): string {
  return ownString(answer, key) ?? lacks(key)
}

/** Throws `bad-response` unless the answer has an id of the right kind. */
export function requiredId<Id extends string>(answer: JsonRecord, key: string, isKind: (value: unknown) => value is Id): Id {
  const value = ownString(answer, key)
  return isKind(value) ? value : lacks(key)
}

/** Throws `bad-response` unless the answer has the array. Its items are as the server sent them. */
export function requiredArray(answer: JsonRecord, key: string): readonly unknown[] {
  return ownArray(answer, key) ?? lacks(key)
}

function lacks(key: string): never {
  throw new HomeserverError('bad-response', { detail: `It lacks "${key}".` })
}

/** The `events` of `answer[key]`, as the server sent them; empty when there are none. */
export function eventsOf(answer: JsonRecord, key: string): readonly unknown[] {
  const batch = ownRecord(answer, key)
  return (batch && ownArray(batch, 'events')) ?? []
}

/** The own properties of `answer[key]` whose names `isKind` takes and whose values `read` understands. */
export function mapOf<Key extends string, Value>(
  answer: JsonRecord,
  key: string,
  isKind: (name: unknown) => name is Key,
  read: (value: unknown) => Value | undefined,
): ReadonlyMap<Key, Value> {
  const map = new Map<Key, Value>()
  for (const [name, value] of Object.entries(ownRecord(answer, key) ?? {})) {
    const understood = isKind(name) ? read(value) : undefined
    if (isKind(name) && understood !== undefined) map.set(name, understood)
  }
  return map
}

/** For `mapOf`: any name will do. */
export const isName = (value: unknown): value is string => typeof value === 'string'
