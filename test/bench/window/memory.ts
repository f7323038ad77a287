import type { RunningApp } from '../../harness/electron.ts'
import type { ProcessInfo } from '../../harness/processes.ts'
import { visitRooms } from '../../harness/room-visits.ts'
import { megabytes } from '../memory.ts'
import type { Measure } from '../table.ts'
import { goal, row } from './rows.ts'

/** Megabytes. `heap`: JavaScript's, after a collection; `share`: what the page's process takes of the computer (PSS). */
export type PageMemory = { readonly heap: number; readonly share: number; readonly elements: number; readonly listeners: number }

const isPage = ({ commandLine }: ProcessInfo): boolean => commandLine.includes('--type=renderer')

/** What the page holds once everything is let go that can be. */
export async function pageMemory(app: RunningApp): Promise<PageMemory> {
  const session = await app.window.context().newCDPSession(app.window)
  await session.send('Performance.enable')
  for (let time = 0; time < 3; time += 1) await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0
  const page = (await app.processes()).find(isPage)
  return { heap: megabytes(of('JSHeapUsedSize')), share: megabytes(page?.share ?? 0), elements: of('Nodes'), listeners: of('JSEventListeners') }
}

/** The page's memory after a few rooms and after many. */
export async function measurePageMemory(app: RunningApp, subject: string, [few, many]: readonly [number, number]): Promise<readonly Measure[]> {
  await visitRooms(app.window, few)
  const first = await pageMemory(app)
  await visitRooms(app.window, many - few)
  const last = await pageMemory(app)
  const after = (count: number, what: string): string => `${what} after ${count} rooms`
  const against = (value: number) => ({ name: `after ${few} rooms`, value })
  return [
    row(subject, after(few, 'page memory (PSS)'), 'MB', [first.share]),
    row(subject, after(many, 'page memory (PSS)'), 'MB', [last.share], against(first.share)),
    row(subject, after(few, 'page heap'), 'MB', [first.heap]),
    row(subject, after(many, 'page heap'), 'MB', [last.heap], against(first.heap)),
    row(subject, after(many, 'nodes held'), 'elements', [last.elements], against(first.elements)),
    row(subject, after(many, 'listeners held'), 'elements', [last.listeners], against(first.listeners)),
  ]
}

/** What each process takes of the computer, and all of them together. */
export async function measureShares(app: RunningApp, subject: string): Promise<readonly Measure[]> {
  const kinds = [...await processesByKind(app)].map(([kind, some]) => [kind, some.reduce((sum, { share }) => sum + megabytes(share), 0)] as const)
  const total = kinds.reduce((sum, [, share]) => sum + share, 0)
  return [
    ...kinds.map(([kind, share]) => row(subject, `PSS of ${kind}`, 'MB', [share])),
    row(subject, 'PSS of all processes', 'MB', [total], goal(330)),
  ]
}

/** The program's processes: main, the engine, and Chromium's own by what it calls them. */
export async function processesByKind(app: RunningApp): Promise<ReadonlyMap<string, readonly ProcessInfo[]>> {
  const engine = await app.engineProcess()
  return Map.groupBy(await app.processes(), (info) =>
    info.processId === app.mainProcessId ? 'main' : info.processId === engine.processId ? 'engine' : kindOf(info))
}

const kindOf = ({ commandLine }: ProcessInfo): string => /--type=([a-z-]+)/.exec(commandLine)?.[1] ?? 'others'
