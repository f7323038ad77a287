import { BRIDGE } from './bridge.ts'
import { DIRECT } from './direct.ts'
import { EVENINGS } from './evenings.ts'
import type { RoomScript } from './script.ts'
import { TIDES } from './tides.ts'
import { VILLAGE } from './village.ts'

export const ROOMS: readonly RoomScript[] = [...VILLAGE, ...BRIDGE, ...TIDES, ...EVENINGS, ...DIRECT]
