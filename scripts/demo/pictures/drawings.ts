// What an engineer shares: the plan of an arch, and a curve of the tides.
import { colour, mix, type Colour } from './colour.ts'
import type { Picture } from './png.ts'
import { allOf, anyOf, below, box, circle, line, outline, paintShapes, path, without, type Layer, type Shape } from './shapes.ts'

const INK = colour('#dfeaf7')

/** The elevation of one arch on blueprint paper, 120 units wide. */
export function paintPlan(): Picture {
  const paper = colour('#1d4e89')
  const paperAt = (x: number, y: number): Colour => mix(paper, colour('#3a6fae'), isOnGrid(x, y) ? 0.55 : 0)
  const thin = 0.35
  const arch = outline(circle(60, 58, 26), thin * 2)
  const ring = outline(circle(60, 58, 31), thin)
  const upper = box(0, 0, 120, 58)
  const piers = anyOf(outline(box(20, 30, 34, 66), thin * 2), outline(box(86, 30, 100, 66), thin * 2))
  const deck = anyOf(line(10, 25, 110, 25, thin * 2), line(10, 30, 110, 30, thin * 2))
  return paintShapes({ width: 1_200, height: 800, unit: 10 }, paperAt, [
    { shape: anyOf(allOf(anyOf(arch, ring), upper), stones(), piers, deck), colour: INK },
    { shape: anyOf(line(4, 66, 116, 66, thin), waves()), colour: mix(INK, paper, 0.35) },
    { shape: measures(), colour: colour('#ffd98a') },
    { shape: outline(box(3, 3, 117, 77), thin), colour: INK },
  ])
}

/** The week's tides: sea level over days, with a line for the causeway's height. */
export function paintTides(): Picture {
  const level = (x: number): number => 45 - (14 + 5 * Math.sin(x / 22)) * Math.sin(x / 3.3)
  const curve: Shape = (x, y) => (Math.abs(y - level(x)) - 0.9) / 3
  const frame = box(8, 8, 112, 72)
  const days = Array.from({ length: 6 }, (_, day) => 8 + 14.9 * (day + 1))
  const layers: Layer[] = [
    { shape: frame, colour: colour('#ffffff') },
    { shape: allOf(frame, anyOf(...[18, 27, 36, 45, 54, 63].map((y) => line(8, y, 112, y, 0.15)))), colour: colour('#d5dde6') },
    { shape: allOf(frame, anyOf(...days.map((x) => line(x, 8, x, 72, 0.15)))), colour: colour('#d5dde6') },
    { shape: allOf(frame, below(level, 6)), colour: (_x, y) => mix(colour('#5aa9d6'), colour('#e6f3fb'), (y - 20) / 60) },
    { shape: allOf(frame, curve), colour: colour('#1b6ca8') },
    { shape: allOf(frame, dashed(52)), colour: colour('#d1495b') },
    { shape: outline(frame, 0.35), colour: colour('#6b7a8c') },
  ]
  return paintShapes({ width: 1_200, height: 800, unit: 10 }, () => colour('#f4f6f8'), layers)
}

function isOnGrid(x: number, y: number): boolean {
  return x % 5 < 0.12 || y % 5 < 0.12
}

/** The joints between the stones of the arch: lines through its centre. */
function stones(): Shape {
  const joints = Array.from({ length: 17 }, (_, index) => {
    const angle = Math.PI + (index * Math.PI) / 16
    return line(60 + 26 * Math.cos(angle), 58 + 26 * Math.sin(angle), 60 + 31 * Math.cos(angle), 58 + 31 * Math.sin(angle), 0.35)
  })
  return anyOf(...joints)
}

function waves(): Shape {
  const row = (y: number): Shape => (x, py) => Math.abs(py - y - 0.5 * Math.sin(x * 1.4)) - 0.15
  return allOf(box(4, 66, 116, 74), without(anyOf(row(68.5), row(71.5)), box(34, 60, 86, 67)))
}

function measures(): Shape {
  const arrow = (x: number, y: number, dx: number, dy: number): Shape =>
    path([[x + dx * 1.6 + dy * 0.7, y + dy * 1.6 + dx * 0.7], [x, y], [x + dx * 1.6 - dy * 0.7, y + dy * 1.6 - dx * 0.7]], 0.3)
  return anyOf(
    line(34, 14, 86, 14, 0.3), arrow(34, 14, 1, 0), arrow(86, 14, -1, 0), line(34, 11, 34, 17, 0.3), line(86, 11, 86, 17, 0.3),
    line(107, 30, 107, 66, 0.3), arrow(107, 30, 0, 1), arrow(107, 66, 0, -1),
  )
}

function dashed(height: number): Shape {
  return (x, y) => Math.max(Math.abs(y - height) - 0.3, Math.abs((x % 4) - 2) - 1.3)
}
