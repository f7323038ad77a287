// Faces for the people: a background, shoulders, a head, hair, and a friendly look. Drawn in a square of 100 units.
import { colour, gradient, mix, scale, type Colour } from './colour.ts'
import type { Picture } from './png.ts'
import { allOf, anyOf, below, box, circle, ellipse, line, outline, paintShapes, path, without, type Layer, type Shape } from './shapes.ts'

export type Portrait = {
  readonly background: string
  readonly skin: string
  readonly shirt: string
  readonly hair: string
  readonly style: 'short' | 'long' | 'bun' | 'curly' | 'bald' | 'scarf' | 'cap'
  readonly wears?: readonly ('glasses' | 'beard' | 'earrings')[]
}

const SIDE = 100
const PIXELS = 256

const HEAD = ellipse(50, 44, 18, 21)
const EYE_COLOUR = colour('#2b2420')

export function paintPortrait(portrait: Portrait): Picture {
  const { background, skin, shirt, hair, wears = [] } = portrait
  const tone = colour(skin)
  const layers: Layer[] = [
    ...behindHead(portrait),
    { shape: ellipse(50, 104, 36, 32), colour: colour(shirt) },
    { shape: box(43, 56, 57, 76, 6), colour: scale(tone, 0.9) },
    { shape: ellipse(50, 73, 9, 6), colour: scale(tone, 0.9) },
    { shape: anyOf(circle(32, 46, 4), circle(68, 46, 4)), colour: scale(tone, 0.93) },
    { shape: HEAD, colour: (x) => mix(tone, scale(tone, 0.92), (x - 40) / 30) },
    ...(wears.includes('beard') ? [{ shape: beard(), colour: colour(hair) }] : []),
    ...face(tone),
    ...onHead(portrait),
    ...(wears.includes('glasses') ? [{ shape: glasses(), colour: colour('#30343b') }] : []),
    ...(wears.includes('earrings') ? [{ shape: anyOf(circle(32, 52, 1.6), circle(68, 52, 1.6)), colour: colour('#f2c14e') }] : []),
  ]
  const base = colour(background)
  const sky = (_x: number, y: number): Colour => gradient([[0, mix(base, [1, 1, 1], 0.22)], [1, base]], y / SIDE)
  return paintShapes({ width: PIXELS, height: PIXELS, unit: PIXELS / SIDE }, sky, layers)
}

function face(tone: Colour): readonly Layer[] {
  const smile = allOf(outline(circle(50, 49, 8), 1.7), below(() => 53))
  return [
    { shape: anyOf(circle(43, 45, 2), circle(57, 45, 2)), colour: EYE_COLOUR },
    { shape: anyOf(line(40, 39.5, 45, 38.8, 1.3), line(55, 38.8, 60, 39.5, 1.3)), colour: mix(EYE_COLOUR, tone, 0.25) },
    { shape: line(50, 47, 50.8, 51, 1.3), colour: scale(tone, 0.82) },
    { shape: smile, colour: mix(colour('#8c2f2b'), tone, 0.15) },
    { shape: anyOf(circle(38.5, 51, 3), circle(61.5, 51, 3)), colour: mix(tone, colour('#e8705f'), 0.28) },
  ]
}

function behindHead({ style, hair }: Portrait): readonly Layer[] {
  const shade = scale(colour(hair), 0.85)
  if (style === 'long') return [{ shape: anyOf(ellipse(50, 44, 25, 26), box(25, 44, 75, 80, 10)), colour: shade }]
  if (style === 'bun') return [{ shape: circle(50, 17, 9), colour: shade }]
  if (style === 'scarf') return [{ shape: anyOf(ellipse(50, 46, 25, 29), ellipse(50, 82, 26, 16)), colour: shade }]
  return []
}

function onHead({ style, hair }: Portrait): readonly Layer[] {
  const tint = colour(hair)
  const crown = allOf(ellipse(50, 40, 20.5, 21.5), without(box(20, 10, 80, 70), hairline))
  switch (style) {
    case 'bald':
      return [{ shape: anyOf(ellipse(32.5, 42, 2.6, 7), ellipse(67.5, 42, 2.6, 7)), colour: tint }]
    case 'curly':
      return [{ shape: curls(), colour: tint }]
    case 'scarf':
      return [{ shape: without(ellipse(50, 43, 22.5, 25), ellipse(50, 46.5, 15.5, 19.5)), colour: tint }]
    case 'cap':
      return [
        { shape: allOf(ellipse(50, 38, 20.5, 19), box(20, 10, 80, 33)), colour: tint },
        { shape: box(30, 31, 76, 35, 2), colour: scale(tint, 0.75) },
      ]
    case 'short':
    case 'long':
    case 'bun':
      return [{ shape: crown, colour: tint }]
  }
}

/** Everything below it is forehead. */
const hairline: Shape = (x, y) => 33 - 3 * Math.cos((x - 44) / 7) - y

function curls(): Shape {
  const angles = Array.from({ length: 11 }, (_, index) => Math.PI + (index * Math.PI) / 10)
  const around = angles.map((angle) => circle(50 + 19 * Math.cos(angle), 38 + 17 * Math.sin(angle), 6.5))
  return anyOf(...around, allOf(ellipse(50, 38, 19, 18), box(20, 10, 80, 31)))
}

function beard(): Shape {
  return allOf(ellipse(50, 46, 18.6, 22), without(below(() => 50), ellipse(50, 50, 10, 6)))
}

function glasses(): Shape {
  const lenses = anyOf(outline(circle(42.5, 45, 6), 1.3), outline(circle(57.5, 45, 6), 1.3))
  return anyOf(lenses, path([[48.5, 44.5], [51.5, 44.5]], 1.3), path([[36.5, 44], [32, 43]], 1.3), path([[63.5, 44], [68, 43]], 1.3))
}
