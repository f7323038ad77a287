// Signs for spaces and rooms: one white shape on a colour, in a square of 100 units.
import { colour, mix } from './colour.ts'
import type { Picture } from './png.ts'
import { allOf, anyOf, below, box, circle, ellipse, line, outline, paintShapes, path, without, type Shape } from './shapes.ts'

const SIGNS = {
  house: anyOf(path([[24, 50], [50, 27], [76, 50]], 7), without(box(33, 48, 67, 75, 2), box(45, 58, 55, 80))),
  bridge: anyOf(
    line(16, 40, 84, 40, 8),
    without(box(20, 40, 80, 68), anyOf(ellipse(36, 68, 9, 20), ellipse(64, 68, 9, 20))),
    path([[18, 77], [34, 73], [50, 77], [66, 73], [82, 77]], 4),
  ),
  wave: anyOf(wavy(38), wavy(52), wavy(66)),
  leaf: without(allOf(circle(36, 64, 40), circle(64, 36, 40)), line(30, 70, 62, 38, 4)),
  bread: without(
    anyOf(ellipse(50, 54, 30, 19), box(22, 54, 78, 70, 8)),
    anyOf(line(38, 44, 34, 58, 4), line(51, 42, 47, 58, 4), line(64, 44, 60, 58, 4)),
  ),
  anchor: anyOf(
    outline(circle(50, 28, 6), 5),
    line(50, 34, 50, 76, 6),
    line(36, 44, 64, 44, 6),
    allOf(outline(circle(50, 52, 24), 6), below(() => 56)),
  ),
  book: anyOf(outline(box(24, 30, 50, 70, 4), 5), outline(box(50, 30, 76, 70, 4), 5)),
  code: anyOf(path([[38, 36], [24, 50], [38, 64]], 6), path([[62, 36], [76, 50], [62, 64]], 6), line(55, 32, 45, 68, 6)),
} satisfies Record<string, Shape>

export type Emblem = { readonly sign: keyof typeof SIGNS; readonly background: string }

export function paintEmblem({ sign, background }: Emblem): Picture {
  const base = colour(background)
  return paintShapes({ width: 192, height: 192, unit: 1.92 }, (_x, y) => mix(mix(base, [1, 1, 1], 0.18), base, y / 100), [
    { shape: SIGNS[sign], colour: [1, 1, 1] },
  ])
}

function wavy(height: number): Shape {
  return (x, y) => Math.max((Math.abs(y - height - 4 * Math.sin(x / 7)) - 3) * 0.85, Math.abs(x - 50) - 30)
}
