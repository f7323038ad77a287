import { blockLength, type RoomFacts } from '../world/room-facts.ts'
import type { Device } from './devices.ts'
import type { Service } from './service.ts'
import type { Stretch } from './telling.ts'

/** Makes sure that what is about to be told of a room with real encryption is encrypted: it is done when it is first asked for. */
export async function sealStretch({ sealer, world }: Service, device: Device, facts: RoomFacts, { start, end }: Stretch): Promise<void> {
  if (facts.kind !== 'encrypted' || sealer === null) return
  // Edits and threads are told with what they belong to, and lie in the same block.
  const first = Math.max(facts.preambleLength, start - ((start - facts.preambleLength) % blockLength))
  const last = Math.min(world.lengthOf(facts), end + blockLength)
  await sealer.seal(device, facts, { start: first, end: last })
}
