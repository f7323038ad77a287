import { say } from '../../../scripts/set-up/say.mjs'
import type { RunningApp } from '../../harness/electron.ts'
import { MadeUpAccount, type FirstScreen, type Surroundings } from '../../harness/made-up-account.ts'
import { firstPaint, paintedMessage, paintedRow, untilPainted } from '../../harness/painted.ts'
import { visitRooms } from '../../harness/room-visits.ts'
import { untilTakenIn } from '../app.ts'
import { timeRoomSwitches } from '../conversation.ts'
import { percentile } from '../statistics.ts'
import type { Limit, Measure } from '../table.ts'
import { measureCrossing, measureIdle } from './measure-crossing.ts'
import { measurePageMemory, measureShares } from './memory.ts'
import type { WindowOptions } from './options.ts'
import { watchResponsiveness } from './responsiveness.ts'
import { goal, row, smallest } from './rows.ts'

const fillingPatienceMs = 30 * 60_000
const settleMs = 3_000

/** All rows of one account; `before` are those of the smaller ones. `bare`: the start of a bare window. */
export async function measureAccount(
  rooms: number, options: WindowOptions, surroundings: Surroundings, { bare, before }: { readonly bare: Limit; readonly before: readonly Measure[] },
): Promise<readonly Measure[]> {
  const account = await MadeUpAccount.make(rooms, surroundings)
  try {
    say(`measuring the window over ${account.subject}`)
    const measures: Measure[] = []
    for (let run = 1; run < options.runs && options.parts.has('cold'); run += 1) measures.push(...(await firstScreenOnly(account)))
    const profile = account.nextProfile()
    measures.push(...(await firstSession(account, profile, options)))
    await account.homeserver.dispose()
    if (options.parts.has('warm')) measures.push(...(await measureWarm(account, profile, options.runs, bare)))
    return against(merged(measures), before)
  } finally {
    await account.dispose()
  }
}

async function firstScreenOnly(account: MadeUpAccount): Promise<readonly Measure[]> {
  const app = await account.open(account.nextProfile())
  try {
    return coldRows(account, await account.signIn(app))
  } finally {
    await app.dispose()
  }
}

const coldRows = ({ subject }: MadeUpAccount, { paintedMs, requests, kilobytes }: FirstScreen): readonly Measure[] => [
  row(subject, 'cold sign-in to a painted room list', 'ms', [paintedMs]),
  row(subject, 'fetched until then', 'KB', [kilobytes], goal(100)),
  row(subject, 'asked until then', 'requests', [requests], goal(15)),
]

/** Signs in, watches the window while the account is taken in, and then uses it. */
async function firstSession(account: MadeUpAccount, profile: string, options: WindowOptions): Promise<readonly Measure[]> {
  const { subject, homeserver } = account
  const { parts, switches, visits, idleMs } = options
  const app = await account.open(profile)
  try {
    const measures: Measure[] = [...coldRows(account, await account.signIn(app))]
    measures.push(...(await measureFilling(app, subject, parts.has('cold'))))
    if (parts.has('memory')) measures.push(...(await measurePageMemory(app, subject, visits)))
    if (parts.has('switch')) measures.push(...(await measureSwitches(app, subject, switches)))
    if (parts.has('crossing')) measures.push(...(await measureCrossing(app, homeserver, subject, Math.ceil(switches / 3))))
    if (parts.has('idle')) {
      await new Promise((resolve) => setTimeout(resolve, settleMs))
      measures.push(...(await measureShares(app, subject)), ...(await measureIdle(app, subject, idleMs)))
    }
    // What a start finds open.
    await visitRooms(app.window, 1)
    await app.window.waitForSelector(paintedMessage)
    return measures
  } finally {
    await app.dispose()
  }
}

async function measureFilling(app: RunningApp, subject: string, isWanted: boolean): Promise<readonly Measure[]> {
  const watched = await watchResponsiveness(app.window)
  const started = performance.now()
  const switches = isWanted ? await timeRoomSwitches(app.window, 8) : []
  await untilTakenIn(app.window, fillingPatienceMs)
  const ms = performance.now() - started
  const { longestTask, longestGap, calls } = await watched.stop()
  return !isWanted ? [] : [
    row(subject, 'filling: the rest of the rooms', 'ms', [ms]),
    row(subject, 'filling: longest task of the page', 'ms', [longestTask], goal(50)),
    row(subject, 'filling: longest time between frames', 'ms', [longestGap]),
    row(subject, 'filling: a call from the page, p99', 'ms', [percentile(calls, 0.99)], goal(50)),
    row(subject, 'filling: room switch', 'ms', switches),
  ]
}

async function measureSwitches(app: RunningApp, subject: string, count: number): Promise<readonly Measure[]> {
  // Once through, so that what is measured is stored and the code is warm, as it is for people.
  await timeRoomSwitches(app.window, 16)
  const times = await timeRoomSwitches(app.window, count)
  return [
    row(subject, 'room switch, stored', 'ms', times, goal(50)),
    row(subject, 'room switch, stored, p95', 'ms', [percentile(times, 0.95)], goal(50)),
  ]
}

/** With the homeserver gone: everything that is painted comes from the disk. */
async function measureWarm(account: MadeUpAccount, profile: string, runs: number, bare: Limit): Promise<readonly Measure[]> {
  const [windows, lists, conversations]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < runs; run += 1) {
    const app = await account.open(profile)
    try {
      const [list, conversation] = await Promise.all([untilPainted(app.window, paintedRow), untilPainted(app.window, paintedMessage)])
      windows.push(await firstPaint(app.window) - app.launchedAt)
      lists.push(list - app.launchedAt)
      conversations.push(Math.max(list, conversation) - app.launchedAt)
    } finally {
      await app.dispose()
    }
  }
  return [
    row(account.subject, 'start to a painted window', 'ms', windows, bare),
    row(account.subject, 'warm start to a painted room list', 'ms', lists, bare),
    row(account.subject, 'warm start to list and last room painted', 'ms', conversations, goal(1_000)),
  ]
}

/** One row for each name: what several runs gave is one spread. */
function merged(measures: readonly Measure[]): readonly Measure[] {
  const names = [...new Set(measures.map(({ name }) => name))]
  return names.flatMap((name) => {
    const same = measures.filter((measure) => measure.name === name)
    const [first] = same
    if (first === undefined || same.length === 1) return same
    return [row(first.subject, name, first.unit, same.map(({ spread }) => spread.median), first.limit)]
  })
}

/** The rows whose goal is a share of the smallest account's, once more beside it. */
function against(measures: readonly Measure[], before: readonly Measure[]): readonly Measure[] {
  const compared = measures.flatMap((measure) => {
    const limit = smallest(before, measure.name)
    return limit !== null && measure.unit === 'ms' ? [{ ...measure, limit }] : []
  })
  return [...measures, ...compared]
}
