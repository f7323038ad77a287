import { parseArgs } from 'node:util'

/** What of the window is measured, each part by itself or all of them. */
export const parts = ['cold', 'warm', 'switch', 'memory', 'crossing', 'idle', 'scroll'] as const
export type Part = (typeof parts)[number]

export type WindowOptions = {
  /** Accounts, by how many rooms they have, the smallest first: the larger ones are held against it. */
  readonly sizes: readonly number[]
  /** Starts of the program, each in fresh processes. */
  readonly runs: number
  readonly switches: number
  /** Rooms visited before the memory is looked at: few, and many. */
  readonly visits: readonly [few: number, many: number]
  readonly idleMs: number
  /** Events of the room that is scrolled through. */
  readonly events: number
  readonly parts: ReadonlySet<Part>
}

/** `--quick` only sees that it works. */
export const windowOptions = (isQuick: boolean): WindowOptions => isQuick
  ? { sizes: [20, 100], runs: 1, switches: 8, visits: [3, 12], idleMs: 5_000, events: 1_000, parts: new Set(parts) }
  : { sizes: [100, 10_000], runs: 3, switches: 60, visits: [5, 200], idleMs: 60_000, events: 50_000, parts: new Set(parts) }

/** `--quick --rooms 100,10000 --runs 1 --parts warm,switch --events 50000`. Throws for what is none of these. */
export function readOptions(args: readonly string[]): WindowOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean' }, rooms: { type: 'string' }, runs: { type: 'string' }, parts: { type: 'string' }, events: { type: 'string' } },
  })
  const usual = windowOptions(values.quick === true)
  const named = values.parts?.split(',')
  return {
    ...usual,
    sizes: values.rooms?.split(',').map(Number) ?? usual.sizes,
    runs: Number(values.runs ?? usual.runs),
    events: Number(values.events ?? usual.events),
    parts: named === undefined ? usual.parts : new Set(parts.filter((part) => named.includes(part))),
  }
}
