// Flat drawings: shapes laid over each other, with soft edges. A shape is its distance field: negative inside, in units of the drawing.
import { mix, type Colour } from './colour.ts'
import { paintPng, type Picture } from './png.ts'

export type Shape = (x: number, y: number) => number

export type Layer = { readonly shape: Shape; readonly colour: Colour | Shape2D }

/** A colour that differs from place to place. */
export type Shape2D = (x: number, y: number) => Colour

export const circle = (cx: number, cy: number, radius: number): Shape => (x, y) => Math.hypot(x - cx, y - cy) - radius

/** An upright ellipse; its edge is exact enough for drawing. */
export const ellipse =
  (cx: number, cy: number, rx: number, ry: number): Shape =>
  (x, y) =>
    (Math.hypot((x - cx) / rx, (y - cy) / ry) - 1) * Math.min(rx, ry)

export const box =
  (left: number, top: number, right: number, bottom: number, radius = 0): Shape =>
  (x, y) => {
    const dx = Math.abs(x - (left + right) / 2) - (right - left) / 2 + radius
    const dy = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
  }

/** A line with round ends. */
export const line =
  (x1: number, y1: number, x2: number, y2: number, width: number): Shape =>
  (x, y) => {
    const length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / (length || 1)))
    return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)) - width / 2
  }

/** The lines from point to point. */
export const path = (points: readonly (readonly [number, number])[], width: number): Shape => {
  const lines = points.slice(1).map(([x, y], index) => line(points[index]?.[0] ?? x, points[index]?.[1] ?? y, x, y, width))
  return anyOf(...lines)
}

/** What is above the curve `height` (smaller y is higher) is outside. `steepness` is the curve's greatest slope. */
export const below =
  (height: (x: number) => number, steepness = 0): Shape =>
  (x, y) =>
    (height(x) - y) / Math.hypot(1, steepness)

export const anyOf =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    shapes.reduce((least, shape) => Math.min(least, shape(x, y)), Infinity)

export const allOf =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    shapes.reduce((most, shape) => Math.max(most, shape(x, y)), -Infinity)

export const without = (shape: Shape, hole: Shape): Shape => (x, y) => Math.max(shape(x, y), -hole(x, y))

/** The outline of a shape. */
export const outline = (shape: Shape, width: number): Shape => (x, y) => Math.abs(shape(x, y)) - width / 2

/** In pixels; `unit` is how many of them one unit of the drawing has. */
export type Size = { readonly width: number; readonly height: number; readonly unit: number }

const TILE = 16

/** The layers that touch the tile of a pixel: most of a drawing is far from most of its shapes. */
function nearby(layers: readonly Layer[], { width, unit }: Size): (px: number, py: number) => readonly Layer[] {
  const columns = Math.ceil(width / TILE)
  const tiles: (readonly Layer[])[] = []
  const reach = TILE / unit
  return (px, py) => {
    const column = Math.floor(px / TILE)
    const row = Math.floor(py / TILE)
    const index = row * columns + column
    const x = ((column + 0.5) * TILE) / unit
    const y = ((row + 0.5) * TILE) / unit
    return (tiles[index] ??= layers.filter(({ shape }) => shape(x, y) < reach))
  }
}

/** Paints layers over a background, the first lowest. */
export function paintShapes(size: Size, background: Shape2D, layers: readonly Layer[]): Picture {
  const { width, height, unit } = size
  const near = nearby(layers, size)
  return paintPng(width, height, (px, py) => {
    const x = px / unit
    const y = py / unit
    let painted = background(x, y)
    for (const { shape, colour } of near(px, py)) {
      const cover = 0.5 - shape(x, y) * unit
      if (cover > 0) painted = mix(painted, typeof colour === 'function' ? colour(x, y) : colour, cover)
    }
    return painted
  })
}
