import { readFileSync, writeFileSync, renameSync } from 'node:fs'
import { isRecord } from '../../engine/base/json.ts'
import type { Log } from '../../engine/base/log.ts'

/** CSS pixels; a rectangle of a screen or a window. */
export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

export type WindowBounds = Rectangle & { readonly isMaximized: boolean }

/** Places a window may have: `x` and `y` are left to the system when nothing fitting is remembered. */
export type Placement = Omit<WindowBounds, 'x' | 'y'> & Partial<Pick<WindowBounds, 'x' | 'y'>>

export const smallest = { width: 400, height: 400 }
const usual: Placement = { width: 1200, height: 800, isMaximized: false }
const leastVisible = 100

/** Where to put a window, given where it was: not outside of all screens, as after one was unplugged, and not larger than its screen. */
export function placeWindow(remembered: WindowBounds | undefined, workAreas: readonly Rectangle[]): Placement {
  if (remembered === undefined) return usual
  const screen = workAreas.find((area) => overlap(remembered, area) >= leastVisible)
  const { isMaximized } = remembered
  if (screen === undefined) return { width: usual.width, height: usual.height, isMaximized }
  return {
    x: remembered.x,
    y: Math.max(remembered.y, screen.y),
    width: Math.max(smallest.width, Math.min(remembered.width, screen.width)),
    height: Math.max(smallest.height, Math.min(remembered.height, screen.height)),
    isMaximized,
  }
}

/** How much of the window's title, in width, lies within the area. */
function overlap(window: Rectangle, area: Rectangle): number {
  const isHeightInside = window.y + leastVisible > area.y && window.y < area.y + area.height - leastVisible
  return isHeightInside ? Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x) : 0
}

/** What was remembered in `file`; undefined when there is nothing, or nothing that makes sense. */
export function readBounds(file: string): WindowBounds | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isBounds(value) ? value : undefined
  } catch {
    // The first start, or a file that somebody broke: the usual place will do.
    return undefined
  }
}

/** Remembers; a place that cannot be remembered is not worth a complaint. */
export function writeBounds(file: string, bounds: WindowBounds, log: Log): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(bounds))
    renameSync(`${file}.new`, file)
  } catch (error) {
    log.debug('The window’s place could not be remembered', { error })
  }
}

const isBounds = (value: unknown): value is WindowBounds =>
  isRecord(value) && typeof value['isMaximized'] === 'boolean' &&
  ['x', 'y', 'width', 'height'].every((side) => Number.isSafeInteger(value[side]))
