import { CrossSigning } from '../encryption/cross-signing.ts'
import type { Sealer } from '../encryption/sealer.ts'
import type { Json } from '../world/preamble.ts'
import { World, type WorldOptions } from '../world/world.ts'
import { Devices } from './devices.ts'
import { Media } from './media.ts'
import { Connections } from './connections.ts'
import { Typing } from './typing.ts'

/** Everything that the endpoints stand on. */
export type Service = {
  readonly world: World
  readonly devices: Devices
  readonly connections: Connections
  readonly typing: Typing
  readonly media: Media
  readonly crossSigning: CrossSigning
  readonly filters: Map<string, Json>
  /** Null: no room has real encryption. */
  readonly sealer: Sealer | null
  /** Whether sliding sync is among the features it names; without it, it is not there. */
  hasSlidingSync: boolean
}

export type ServiceOptions = WorldOptions & { readonly hasSlidingSync?: boolean }

export function makeService({ hasSlidingSync = true, ...options }: ServiceOptions, sealer: Sealer | null): Service {
  const world = new World(options)
  return {
    world, devices: new Devices(world.stream), connections: new Connections(), typing: new Typing(world.stream), media: new Media(), filters: new Map(),
    crossSigning: new CrossSigning(), sealer, hasSlidingSync,
  }
}
