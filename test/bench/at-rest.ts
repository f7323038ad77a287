// What the engine costs when little happens: what steady traffic writes to the disk, and what an account at rest takes.
// By itself: `node scripts/run.mjs test/bench/at-rest.ts [--quick]`.
import { readFile } from 'node:fs/promises'
import type { UserId } from '../../preload/contract/index.ts'
import { buildApp } from '../../scripts/build.ts'
import { say } from '../../scripts/set-up/say.mjs'
import { processorSeconds } from '../harness/processes.ts'
import { forkEngine, type ForkedEngine } from '../harness/running-engine.ts'
import { program, untilTakenIn } from './engine-runs.ts'
import { readStore, withEngine } from './engine-scene.ts'
import { spreadOf } from './statistics.ts'
import { drawTable, type Measure } from './table.ts'

export type AtRestOptions = { readonly idleSeconds: number; readonly eventsPerSecond: number; readonly seconds: number }

/** `--quick` only sees that it works. */
export const atRest = (isQuick: boolean): AtRestOptions =>
  isQuick ? { idleSeconds: 3, eventsPerSecond: 10, seconds: 3 } : { idleSeconds: 60, eventsPerSecond: 10, seconds: 300 }

/** Until who speaks in the rooms is known. */
const warmUp = { eventsPerSecond: 60, ms: 30_000 }
const settleMs = 5_000

export async function measureAtRest({ idleSeconds, eventsPerSecond, seconds }: AtRestOptions): Promise<readonly Measure[]> {
  await buildApp(['engine'])
  say('measuring an engine at rest, and what steady traffic writes')
  return withEngine({ seed: 3, rooms: 200, events: 20_000 }, async ({ engine, account, isSignedIn, homeserver, profile }) => {
    await isSignedIn
    await untilTakenIn(engine)
    await engine.client.watch('rooms', { account, filter: 'all', from: 0, count: 20 })
    await pause(settleMs)
    const idle = await during(engine, () => pause(idleSeconds * 1_000))
    const atRestFor = `an account of 200 rooms for ${idleSeconds} s`
    await homeserver.startTraffic({ eventsPerSecond: warmUp.eventsPerSecond })
    await pause(warmUp.ms)
    await homeserver.stopTraffic()
    await engine.stop()
    const began = Date.now()
    const bytes = await writtenBy(profile, account, async () => {
      await homeserver.startTraffic({ eventsPerSecond })
      await pause(seconds * 1_000)
      await homeserver.stopTraffic()
    })
    const { count, size } = await readStore(profile, (reader) => reader.get<{ count: number; size: number }>(newsSql, began)) ?? { count: 0, size: 0 }
    const kept = await readStore(profile, (reader) => reader.get<{ each: number }>(bytesEachSql)?.each ?? 0)
    const subject = `${eventsPerSecond} events a second for ${seconds} s`
    return [
      { name: 'processor, at rest', subject: atRestFor, unit: '%', spread: spreadOf([idle.share * 100]), limit: { name: 'goal', value: 0.5 } },
      { name: 'written to the disk, at rest', subject: atRestFor, unit: 'bytes', spread: spreadOf([idle.bytes]), limit: null },
      {
        name: 'written to the disk for an event', subject, unit: 'bytes', spread: spreadOf([bytes / count]),
        limit: { name: 'ten times its own size', value: 10 * size / count },
      },
      { name: 'kept in the database for an event', subject: 'an account of 200 rooms', unit: 'bytes', spread: spreadOf([kept]), limit: null },
    ]
  })
}

const newsSql = 'SELECT count(*) AS count, sum(length(json)) AS size FROM event WHERE ts >= ? AND position IS NOT NULL'
const bytesEachSql = 'SELECT (SELECT sum(pgsize) FROM dbstat) * 1.0 / count(*) AS each FROM event'

/** What a process took of a processor while `work` went on, and what it gave the disk to write. */
async function during({ processId }: ForkedEngine, work: () => Promise<unknown>): Promise<{ readonly share: number; readonly bytes: number }> {
  const [from, cpu, bytes] = [performance.now(), await processorSeconds([processId]), await bytesWritten(processId)]
  await work()
  const seconds = (performance.now() - from) / 1_000
  return { share: (await processorSeconds([processId]) - cpu) / seconds, bytes: await bytesWritten(processId) - bytes }
}

/**
 * What an engine writes from an empty log until all that came meanwhile is in the files: what it held, and carrying over the log, which both
 * happen when it is closed at the latest.
 */
async function writtenBy(profile: string, account: UserId, work: () => Promise<unknown>): Promise<number> {
  const engine = await forkEngine(profile, { program })
  await untilTakenIn(engine)
  await engine.client.watch('rooms', { account, filter: 'all', from: 0, count: 20 })
  await pause(settleMs)
  const before = await bytesWritten(engine.processId)
  await work()
  await pause(settleMs)
  let last = before
  const closing = engine.stop()
  // A process that has ended has no figures any more.
  for (let now = before; now > 0; now = await bytesWritten(engine.processId)) last = Math.max(last, now)
  await closing
  return last - before
}

/** As Linux counts it: pages that became dirty, in bytes. 0: there is no such process. */
async function bytesWritten(processId: number): Promise<number> {
  const io = await readFile(`/proc/${processId}/io`, 'utf8').catch(() => '')
  return Number(/^write_bytes: (\d+)/m.exec(io)?.[1] ?? 0)
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

if (import.meta.main) console.log(drawTable(await measureAtRest(atRest(process.argv.includes('--quick')))))
