import type { Draw } from '../harness/homeserver/world/draw.ts'

/**
 * When an engine is killed: so long after its process began, after it opened the profile, or after the homeserver has answered a certain endpoint,
 * or the engine taken in what it was told to say, so many times. Milliseconds.
 */
export type Moment =
  | { readonly after: 'launch' | 'opening'; readonly ms: number }
  | { readonly after: string; readonly count: number; readonly ms: number }

/** The step of an engine that took in what it was told to say. */
export const said = 'said'

const steps = ['/sync', '/sync', '/sync', '/send/', '/send/', '/sendToDevice', '/keys/', '/messages', said, said, said] as const
/** Not everything is asked in every life. */
const patienceMs = 2_000

export function drawMoment(draw: Draw): Moment {
  const dice = draw.next()
  if (dice < 0.1) return { after: 'launch', ms: draw.below(800) }
  if (dice < 0.4) return { after: 'opening', ms: draw.below(500) }
  return { after: draw.pick(steps), count: 1 + draw.below(4), ms: draw.chance(0.5) ? 0 : draw.below(25) }
}

/** Calls back at each step of the engine that is seen from outside; undefined ends it. */
export type Listen = (heard: ((step: string) => void) | undefined) => void

/** Resolves at the moment, or after a while when it does not come. */
export async function untilMoment(moment: Moment, opened: Promise<unknown>, listen: Listen): Promise<void> {
  if (moment.after === 'launch') return pause(moment.ms)
  await opened
  if (!('count' in moment)) return pause(moment.ms)
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = moment.count
  listen((step) => {
    if (step.includes(moment.after) && (left -= 1) === 0) resolve()
  })
  await Promise.race([promise, pause(patienceMs)])
  listen(undefined)
  await pause(moment.ms)
}

// Nothing is proven by waiting: this decides where a life ends.
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
