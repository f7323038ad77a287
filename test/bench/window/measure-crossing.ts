import { setTimeout as pause } from 'node:timers/promises'
import { say } from '../../../scripts/set-up/say.mjs'
import type { RunningApp } from '../../harness/electron.ts'
import type { RunningHomeserver } from '../../harness/homeserver/running-homeserver.ts'
import { processorSeconds } from '../../harness/processes.ts'
import { visitRooms } from '../../harness/room-visits.ts'
import { countCrossing, type Crossed, type Crossing } from '../../harness/window-crossing.ts'
import { percentile } from '../statistics.ts'
import type { Measure } from '../table.ts'
import { processesByKind } from './memory.ts'
import { goal, row } from './rows.ts'

const restMs = 700
const kilobytes = (bytes: number): number => bytes / 1_024

/** Bytes of a room switch, and of an event that comes into the open room. */
export async function measureCrossing(app: RunningApp, homeserver: RunningHomeserver, subject: string, switches: number): Promise<readonly Measure[]> {
  const crossing = await countCrossing(app)
  const sizes: number[] = []
  let largest: Crossed = { messages: [], bytes: 0 }
  for (let time = 0; time < switches; time += 1) {
    await crossing.take()
    await visitRooms(app.window, 1)
    await pause(restMs)
    const crossed = await crossing.take()
    if (crossed.bytes > largest.bytes) largest = crossed
    sizes.push(kilobytes(crossed.bytes))
  }
  explain('the largest room switch', largest)
  return [
    row(subject, 'bytes a room switch', 'KB', sizes, goal(32)),
    row(subject, 'bytes a room switch, p95', 'KB', [percentile(sizes, 0.95)], goal(32)),
    ...(await measureEvents(app, homeserver, subject, crossing)),
  ]
}

async function measureEvents(app: RunningApp, homeserver: RunningHomeserver, subject: string, crossing: Crossing): Promise<readonly Measure[]> {
  const open = await app.window.evaluate(() => document.querySelector('[role="treeitem"][aria-selected="true"]')?.getAttribute('data-key') ?? '')
  const measures: Measure[] = []
  for (const [what, roomIds] of [['into the open room', [open]], ['into any room', undefined]] as const) {
    await crossing.take()
    const before = (await homeserver.facts()).live
    await homeserver.startTraffic({ eventsPerSecond: 2, ...(roomIds === undefined ? {} : { roomIds }) })
    await pause(10_000)
    await homeserver.stopTraffic()
    await pause(restMs)
    const made = (await homeserver.facts()).live - before
    const crossed = await crossing.take()
    explain(`${made} events ${what}`, crossed)
    measures.push(row(subject, `bytes an event ${what}`, 'KB', [kilobytes(crossed.bytes) / made], goal(2)))
  }
  return measures
}

/** Nobody does anything and nothing comes: what it costs all the same, with the caret in a field and without one. */
export async function measureIdle(app: RunningApp, subject: string, idleMs: number): Promise<readonly Measure[]> {
  await app.window.locator('[contenteditable="true"]').focus()
  await pause(restMs)
  const crossing = await countCrossing(app)
  const shares = await sharesAtRest(app, idleMs)
  const crossed = await crossing.take()
  explain('an idle window', crossed)
  await app.window.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur() })
  const withoutCaret = await sharesAtRest(app, idleMs)
  const sum = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((total, share) => total + share, 0)
  return [
    row(subject, 'idle: messages', 'messages', [crossed.messages.length], goal(0)),
    ...[...shares].map(([kind, share]) => row(subject, `idle: of one processor, ${kind}`, '%', [share])),
    row(subject, 'idle: of one processor, all processes', '%', [sum(shares)], goal(0.5)),
    row(subject, 'idle: the same without a blinking caret', '%', [sum(withoutCaret)], goal(0.5)),
  ]
}

/** Per cent of one processor that each kind of process takes. */
async function sharesAtRest(app: RunningApp, ms: number): Promise<ReadonlyMap<string, number>> {
  const kinds = [...await processesByKind(app)]
  const seconds = (): Promise<readonly number[]> => Promise.all(kinds.map(([, some]) => processorSeconds(some.map(({ processId }) => processId))))
  const before = await seconds()
  const started = performance.now()
  await pause(ms)
  const after = await seconds()
  const lasted = (performance.now() - started) / 1_000
  return new Map(kinds.map(([kind], at) => [kind, ((after[at] ?? 0) - (before[at] ?? 0)) / lasted * 100]))
}

function explain(what: string, { messages, bytes }: Crossed): void {
  const names = Map.groupBy(messages, ({ name }) => name)
  const parts = [...names].map(([name, same]) => `${same.length} × ${name} (${same.reduce((sum, one) => sum + one.bytes, 0)})`)
  say(`${what}: ${messages.length} messages, ${bytes} bytes: ${parts.join(', ')}`)
}
