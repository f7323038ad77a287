// The island and its bridge at different hours: a sky, a sun or moon, hills behind each other, the bridge, and water that mirrors it all.
import { colour, gradient, mix, scale, type Colour, type Stop } from './colour.ts'
import { clouds, grain, noise, step } from './noise.ts'
import { paintPng, type Picture } from './png.ts'

type Scene = {
  /** From the zenith (0) to the horizon (1). */
  readonly sky: readonly Stop[]
  readonly cloud: Colour
  readonly cloudiness: number
  readonly light: { readonly x: number; readonly y: number; readonly size: number; readonly colour: Colour; readonly glow: number }
  /** The nearest hills; those behind fade into the horizon. */
  readonly hill: Colour
  readonly haze: number
  readonly water: Colour
  readonly isNight: boolean
  readonly bridge: Colour | null
  readonly seed: number
}

const HORIZON = 0.62
const ROUGHNESS = 0.012
const LAMPLIGHT = colour('#ffd58a')

/** The landscapes people share, by name. */
const LANDSCAPES = {
  dawn: {
    sky: [[0, colour('#2b4a7a')], [0.45, colour('#8593bd')], [0.75, colour('#f0b99a')], [1, colour('#ffe0b0')]],
    cloud: colour('#f7a58c'),
    cloudiness: 0.75,
    light: { x: 0.66, y: 0.42, size: 0.04, colour: colour('#fff3cf'), glow: 1 },
    hill: colour('#2d3f5c'),
    haze: 0.55,
    water: colour('#3b5578'),
    isNight: false,
    bridge: colour('#22304a'),
    seed: 3,
  },
  noon: {
    sky: [[0, colour('#2f7fc4')], [0.6, colour('#85bde6')], [1, colour('#d9edf7')]],
    cloud: colour('#ffffff'),
    cloudiness: 0.9,
    light: { x: 0.2, y: -0.3, size: 0.02, colour: colour('#ffffff'), glow: 0.3 },
    hill: colour('#3f7a4d'),
    haze: 0.5,
    water: colour('#1f6a94'),
    isNight: false,
    bridge: colour('#b9a88c'),
    seed: 11,
  },
  fog: {
    sky: [[0, colour('#9fb0b9')], [0.7, colour('#c7d1d4')], [1, colour('#dfe4e3')]],
    cloud: colour('#eef1f0'),
    cloudiness: 0.8,
    light: { x: 0.4, y: 0.3, size: 0.05, colour: colour('#f6f4ea'), glow: 0.5 },
    hill: colour('#7b8b91'),
    haze: 0.85,
    water: colour('#8d9ea5'),
    isNight: false,
    bridge: colour('#66767d'),
    seed: 23,
  },
  night: {
    sky: [[0, colour('#070d20')], [0.6, colour('#152447')], [1, colour('#2f4470')]],
    cloud: colour('#22325a'),
    cloudiness: 0.5,
    light: { x: 0.3, y: 0.2, size: 0.03, colour: colour('#f4f1dd'), glow: 0.45 },
    hill: colour('#0a1122'),
    haze: 0.35,
    water: colour('#0c1730'),
    isNight: true,
    bridge: colour('#05080f'),
    seed: 31,
  },
} satisfies Record<string, Scene>

export type LandscapeName = keyof typeof LANDSCAPES

export const LANDSCAPE_NAMES: readonly LandscapeName[] = ['dawn', 'noon', 'fog', 'night']

/** Paints a landscape, three wide to two high. */
export function paintLandscape(name: LandscapeName, width = 1_200): Picture {
  const scene: Scene = LANDSCAPES[name]
  const height = Math.round((width * 2) / 3)
  return paintPng(width, height, (x, y) => {
    const across = x / width
    const down = y / height
    const painted = down < HORIZON ? above(scene, across, down) : water(scene, across, down)
    // A camera's grain, which also hides the steps of eight bits in the sky.
    const speck = (grain(Math.floor(x), Math.floor(y), scene.seed) - 0.5) * ROUGHNESS
    return [painted[0] + speck, painted[1] + speck, painted[2] + speck]
  })
}

function above(scene: Scene, x: number, y: number): Colour {
  const solid = withoutLamps(scene, x, y)
  return scene.isNight ? mix(solid, LAMPLIGHT, lamplight(x, y)) : solid
}

/** Lamps along the parapet, two to an arch. */
function lamplight(x: number, y: number): number {
  const across = (((x * 10 + 0.5) % 1) - 0.5) / 10
  return Math.min(1, 0.000_03 / ((across * 1.5) ** 2 + (y - deckAt(x) + 0.012) ** 2 + 0.000_005))
}

function withoutLamps(scene: Scene, x: number, y: number): Colour {
  if (scene.bridge !== null && isBridge(x, y)) return mix(scene.bridge, skyAt(scene, x, HORIZON), scene.haze * 0.25)
  const horizon = gradient(scene.sky, 1)
  for (const [index, base] of [0.035, 0.075, 0.13].entries()) {
    const height = base * (0.25 + 1.5 * clouds(x * (2.2 + index), index * 7, scene.seed, 5))
    if (y > HORIZON - height) return mix(scene.hill, horizon, scene.haze * (0.25 + 0.3 * index))
  }
  return skyAt(scene, x, y)
}

function skyAt(scene: Scene, x: number, y: number): Colour {
  const { light } = scene
  const distance = Math.hypot((x - light.x) * 1.5, y - light.y)
  let sky = gradient(scene.sky, y / HORIZON)
  const cover = clouds(x * 3, y * 11, scene.seed + 50, 5)
  sky = mix(sky, scene.cloud, step(0.48, 0.78, cover) * scene.cloudiness)
  if (scene.isNight && grain(Math.floor(x * 420), Math.floor(y * 280), 7) > 0.9965) sky = mix(sky, [1, 1, 1], 0.75 * (1 - y))
  sky = mix(sky, light.colour, light.glow * 0.75 * Math.exp(-distance * 6))
  return mix(sky, light.colour, step(light.size, light.size * 0.9, distance))
}

/** What stands above the water stands in it upside down, torn by small waves that grow towards us. */
function water(scene: Scene, x: number, y: number): Colour {
  const depth = (y - HORIZON) / (1 - HORIZON)
  const wave = noise(x * 14, (y * 90) / (0.35 + depth), scene.seed + 90) - 0.5
  const mirrored = above(scene, x + wave * 0.03 * depth, HORIZON - (y - HORIZON) * 0.9 + wave * 0.035)
  const lit = mix(scale(mirrored, 0.88), scene.water, 0.25 + 0.4 * depth)
  const path = Math.exp(-Math.abs(x - scene.light.x) * (14 - 8 * depth)) * step(0.15, 0.45, wave)
  return mix(lit, scene.light.colour, path * scene.light.glow * 0.6)
}

/** Five arches from shore to shore, with a gentle rise in the middle. */
function isBridge(x: number, y: number): boolean {
  const deck = deckAt(x)
  if (y < deck) return false
  if (y < deck + 0.018) return true
  const arch = ((x * 5) % 1) - 0.5
  const opening = Math.hypot(arch / 0.41, (HORIZON - y) / (HORIZON - deck - 0.032))
  return opening > 1
}

function deckAt(x: number): number {
  return HORIZON - 0.1 + 0.09 * (x - 0.5) ** 2
}
