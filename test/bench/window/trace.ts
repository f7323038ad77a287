import type { Page } from 'playwright-core'

/** One entry of Chromium's trace; times in microseconds. `tdur`: on the processor, whatever else the computer did meanwhile. */
export type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const categories = [
  'toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'devtools.timeline.frame', 'disabled-by-default-devtools.timeline.frame', 'v8',
]

/** What the page's processes did while `work` ran. */
export async function recordTrace(window: Page, work: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const session = await window.context().newCDPSession(window)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => { events.push(...(value as unknown as TraceEvent[])) })
  const isComplete = new Promise((resolve) => { session.once('Tracing.tracingComplete', resolve) })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents', bufferUsageReportingInterval: 1_000, traceConfig: { includedCategories: categories, recordMode: 'recordUntilFull' },
  })
  await work()
  await session.send('Tracing.end')
  await isComplete
  await session.detach()
  return events
}

/** What the page's own thread did, in the order of its beginning. */
export function pageThread(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const busiest = events
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid))
    .toSorted((one, other) => other.length - one.length)[0]
  return (busiest ?? []).toSorted((one, other) => one.ts - other.ts)
}

export type FrameWork = {
  /** Milliseconds on the processor of each frame that did anything: scripts, styles, layout and paint of one picture. */
  readonly frames: readonly number[]
  /** The longest task, in milliseconds on the processor. */
  readonly longestTask: number
}


/** The thread's work, frame by frame: what lies between the beginnings of two pictures belongs to the later one. */
export function frameWork(thread: readonly TraceEvent[]): FrameWork {
  const tasks = thread.filter(({ name, ph }) => ph === 'X' && name === 'RunTask')
  const starts = thread.filter(({ name }) => name === 'BeginMainThreadFrame').map(({ ts }) => ts)
  const ends = starts.slice(1)
  const frames: number[] = []
  let [at, sum] = [0, 0]
  for (const { ts, tdur = 0 } of tasks) {
    while (at < ends.length && ts > (ends[at] ?? 0)) {
      if (sum > 0) frames.push(sum)
      sum = 0
      at += 1
    }
    sum += tdur / 1_000
  }
  return { frames: sum > 0 ? [...frames, sum] : frames, longestTask: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000)) }
}
