import { ownRecord, ownString } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { readStateOfType } from '../store/tables/state.ts'
import { cleanName } from './clean-name.ts'

const types = ['m.bridge', 'uk.half-shot.bridge']
const longest = 40

/** The name of the network that the room is bridged to, as the bridge says it (MSC2346); null for a room of Matrix alone. */
export function readNetwork(reader: Reader, room: number): string | null {
  for (const { content } of types.flatMap((type) => readStateOfType(reader, room, type))) {
    const protocol = ownRecord(content, 'protocol') ?? {}
    const name = cleanName(ownString(protocol, 'displayname')) ?? cleanName(ownString(protocol, 'id'))
    // Content that is empty is how a bridge says goodbye.
    if (name !== null) return [...name].slice(0, longest).join('')
  }
  return null
}
