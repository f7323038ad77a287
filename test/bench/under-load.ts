// How long a window's question waits while the engine is busy: with a first answer of tens of megabytes, and with live traffic.
import { glob, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { UserId } from '../../preload/contract/index.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { Store } from '../../main/engine/store/store.ts'
import { buildApp } from '../../scripts/build.ts'
import { say } from '../../scripts/set-up/say.mjs'
import { RunningHomeserver } from '../harness/homeserver/running-homeserver.ts'
import { engineKey, forkEngine, type ForkedEngine } from '../harness/running-engine.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { program, signIn, untilTakenIn } from './engine-runs.ts'
import { megabytes } from './memory.ts'
import { percentile, spreadOf } from './statistics.ts'
import { drawTable, type Measure } from './table.ts'

export type UnderLoadOptions = {
  /** Rooms of the account whose first answer of `/sync` is taken in: each is some 12 KB. */
  readonly rooms: number
  readonly eventsPerSecond: number
  readonly seconds: number
}

/** `--quick` only sees that it works. */
export const underLoad = (isQuick: boolean): UnderLoadOptions =>
  isQuick ? { rooms: 100, eventsPerSecond: 100, seconds: 3 } : { rooms: 2_500, eventsPerSecond: 500, seconds: 60 }

export async function measureUnderLoad(options: UnderLoadOptions): Promise<readonly Measure[]> {
  await buildApp(['engine'])
  return [await measureFirstAnswer(options), ...(await measureTraffic(options))]
}

async function measureFirstAnswer({ rooms }: UnderLoadOptions): Promise<Measure> {
  say(`measuring calls while ${rooms} made-up rooms come in one answer`)
  return withEngine({ seed: 2, rooms, events: rooms * 100, hasSlidingSync: false }, async ({ engine, account, isSignedIn, homeserver }) => {
    const waits = await callsUntil(engine, account, isSignedIn.then(() => untilTakenIn(engine)))
    const { bytesOut = 0 } = (await homeserver.counters())['GET /_matrix/client/v3/sync'] ?? {}
    const subject = `an answer of ${Math.round(megabytes(bytesOut))} MB`
    return { name: 'calls meanwhile, p99', subject, unit: 'ms', spread: spreadOf([percentile(waits, 0.99)]), limit: { name: 'goal', value: 50 } }
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
    const stored = await storedSince(profile, began)
    const subject = `${eventsPerSecond} events a second for ${seconds} s`
    return [
      { name: 'calls meanwhile, p99', subject, unit: 'ms', spread: spreadOf([percentile(waits, 0.99)]), limit: { name: 'goal', value: 100 } },
      { name: 'events stored in their places', subject, unit: 'events', spread: spreadOf([stored]), limit: { name: 'made', value: made } },
    ]
  })
}

type Scene = {
  readonly engine: ForkedEngine
  readonly account: UserId
  readonly isSignedIn: Promise<unknown>
  readonly homeserver: RunningHomeserver
  readonly profile: string
}

/** An engine in a fresh process that has just signed in, on a homeserver in another. */
async function withEngine<Result>(world: Parameters<typeof RunningHomeserver.start>[0], work: (scene: Scene) => Promise<Result>): Promise<Result> {
  const [folder, homeserver] = [await openTempFolder(), await RunningHomeserver.start(world)]
  const profile = join(folder.path, 'profile')
  try {
    await mkdir(profile)
    const engine = await forkEngine(profile, { program })
    try {
      const { account, isDone } = await signIn(engine, homeserver)
      const result = await work({ engine, account, isSignedIn: isDone, homeserver, profile })
      await isDone
      return result
    } finally {
      await engine.stop()
    }
  } finally {
    await homeserver.dispose()
    await folder.dispose()
  }
}

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

const storedSql = 'SELECT count(*) AS count FROM event WHERE ts >= ? AND position IS NOT NULL'

/** The account's history ended long before. What is in no place lies in a gap that the store knows of. */
async function storedSince(profile: string, began: number): Promise<number> {
  for await (const file of glob(join(profile, 'accounts/*/store.db'))) {
    const store = new Store({ file, key: engineKey, log: silentLog })
    try {
      return store.read((reader) => reader.get<{ count: number }>(storedSql, began))?.count ?? 0
    } finally {
      store.dispose()
    }
  }
  throw new Error('There is no store to look into')
}

if (import.meta.main) console.log(drawTable(await measureUnderLoad(underLoad(process.argv.includes('--quick')))))
