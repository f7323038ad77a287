// How long a window's question waits while the engine is busy: with a first answer of tens of megabytes, and with live traffic.
import type { UserId } from '../../preload/contract/index.ts'
import { buildApp } from '../../scripts/build.ts'
import { say } from '../../scripts/set-up/say.mjs'
import type { ForkedEngine } from '../harness/running-engine.ts'
import { untilTakenIn } from './engine-runs.ts'
import { withEngine } from './engine-scene.ts'
import { megabytes } from './memory.ts'
import { percentile, spreadOf } from './statistics.ts'
import { drawTable, type Limit, type Measure, type Unit } from './table.ts'
import { accountFor, fillHistories } from './traffic-account.ts'

export type UnderLoadOptions = {
  /** Rooms of the account whose first answer of `/sync` is taken in: each is some 12 KB. */
  readonly rooms: number
  readonly eventsPerSecond: number
  readonly seconds: number
}

/** `--quick` only sees that it works. */
export const underLoad = (isQuick: boolean): UnderLoadOptions =>
  isQuick ? { rooms: 100, eventsPerSecond: 100, seconds: 3 } : { rooms: 3_000, eventsPerSecond: 500, seconds: 60 }

export async function measureUnderLoad(options: UnderLoadOptions): Promise<readonly Measure[]> {
  await buildApp(['engine'])
  return [...(await measureFirstAnswer(options)), ...(await measureTraffic(options))]
}

async function measureFirstAnswer({ rooms }: UnderLoadOptions): Promise<readonly Measure[]> {
  say(`measuring calls while ${rooms} made-up rooms come in one answer`)
  return withEngine({ seed: 2, rooms, events: rooms * 100, hasSlidingSync: false }, async ({ engine, account, isSignedIn, homeserver }) => {
    const waits = await callsUntil(engine, account, isSignedIn.then(() => untilTakenIn(engine)))
    const { bytesOut = 0 } = (await homeserver.counters())['GET /_matrix/client/v3/sync'] ?? {}
    const subject = `an answer of ${Math.round(megabytes(bytesOut))} MB`
    return waitRows(waits, subject, 50)
  })
}

async function measureTraffic({ eventsPerSecond, seconds }: UnderLoadOptions): Promise<readonly Measure[]> {
  say(`measuring calls and what is stored of ${eventsPerSecond} events a second`)
  return withEngine({ seed: 3, rooms: 200, events: 20_000 }, async ({ engine, account, isSignedIn, homeserver, profile }) => {
    await isSignedIn
    await untilTakenIn(engine)
    const began = Date.now()
    await homeserver.startTraffic({ eventsPerSecond })
    const waits = await callsUntil(engine, account, new Promise((resolve) => setTimeout(resolve, seconds * 1_000)))
    const made = await homeserver.stopTraffic()
    await engine.client.call('account.catchUp', { account, timeoutMs: 60_000 })
    await engine.stop()
    const live = await accountFor(profile, began)
    await fillHistories(profile, account, live.gapRooms)
    const filled = await accountFor(profile, began)
    const subject = `${eventsPerSecond} events a second for ${seconds} s`
    const count = (name: string, unit: Unit, value: number, limit: Limit | null): Measure => ({ name, subject, unit, spread: spreadOf([value]), limit })
    return [
      ...waitRows(waits, subject, 100),
      count('events in their places as they came', 'events', live.placed, { name: 'made', value: made }),
      count('rooms with a gap among them, known to the store', 'rooms', live.gapRooms.length, null),
      count('events in their places once the gaps were filled', 'events', filled.placed, { name: 'made', value: made }),
    ]
  })
}

const waitRows = (waits: readonly number[], subject: string, goal: number): readonly Measure[] => [
  { name: 'calls meanwhile, p99', subject, unit: 'ms', spread: spreadOf([percentile(waits, 0.99)]), limit: { name: 'goal', value: goal } },
  { name: 'the longest of them', subject, unit: 'ms', spread: spreadOf([Math.max(...waits)]), limit: null },
]

const pauseMs = 5

/** Asks for the list of rooms again and again until `end`: how long each answer took, in milliseconds. */
async function callsUntil({ client }: ForkedEngine, account: UserId, end: Promise<unknown>): Promise<readonly number[]> {
  let isOver = false
  const over = end.finally(() => { isOver = true })
  const waits: number[] = []
  while (!isOver) {
    const started = performance.now()
    await client.call('room.list', { account, filter: 'all', limit: 20 })
    waits.push(performance.now() - started)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  await over
  return waits
}

if (import.meta.main) console.log(drawTable(await measureUnderLoad(underLoad(process.argv.includes('--quick')))))
