import type { Json } from '../world/preamble.ts'
import { asJson } from './json.ts'

/** By user, then by key. */
export function mergeSignatures(known: unknown, added: unknown): Json {
  const users = new Set([...Object.keys(asJson(known)), ...Object.keys(asJson(added))])
  return Object.fromEntries([...users].map((userId) => [userId, { ...asJson(asJson(known)[userId]), ...asJson(asJson(added)[userId]) }]))
}
