import { join } from 'node:path'
import type { RoomListRow, UserId } from '../../preload/contract/index.ts'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { password } from '../harness/homeserver/protocol/account.ts'
import { totalOf } from '../harness/homeserver/server/counters.ts'
import type { RunningHomeserver } from '../harness/homeserver/running-homeserver.ts'
import { processTree } from '../harness/processes.ts'
import { forkEngine, type ForkedEngine } from '../harness/running-engine.ts'
import { megabytes } from './memory.ts'

/**
 * `firstMs`: until the first rooms can be drawn; `allMs`: until every room is stored. `requests` and `kilobytes`: what was asked and fetched for
 * the first. Memory, all in megabytes: the engine's own, idle (`memory`); its resident and its proportional set; of that V8's heap and what
 * V8 holds outside of it; and the most that was ever resident.
 */
export type ColdFigures = {
  readonly firstMs: number
  readonly allMs: number
  readonly requests: number
  readonly kilobytes: number
  readonly memory: number
  readonly resident: number
  readonly proportional: number
  readonly heap: number
  readonly external: number
  readonly peak: number
}

/** As it is shipped: what the sources are turned into on the way would count against it. */
export const program = join(ROOT, 'dist/engine/index.mjs')

/** Invites stand first, and have nothing to open. */
const screen = { filter: 'all', folded: ['invites'], from: 0, count: 20 } as const
// The engine tidies up after two seconds of quiet, and V8 keeps the pages that this frees for eight more.
const settleMs = 15_000
const pollMs = 50
const patienceMs = 20 * 60_000

/** Signs in with an engine that has nothing, in a fresh process, and stays until the whole account is taken in. */
export async function runCold(homeserver: RunningHomeserver, profile: string): Promise<ColdFigures> {
  const engine = await forkEngine(profile, { program, tellsMemory: true })
  try {
    await homeserver.clearCounters()
    const started = performance.now()
    const { account, isDone } = await signIn(engine, homeserver)
    await untilShown(engine, account)
    const firstMs = performance.now() - started
    const { requests, bytesOut } = totalOf(await homeserver.counters())
    await isDone
    await untilTakenIn(engine)
    const allMs = performance.now() - started
    await pause(settleMs)
    return { firstMs, allMs, requests, kilobytes: bytesOut / 1_024, ...await memoryOf(engine) }
  } finally {
    await engine.stop()
  }
}

type Memory = Pick<ColdFigures, 'memory' | 'resident' | 'proportional' | 'heap' | 'external' | 'peak'>

async function memoryOf(engine: ForkedEngine): Promise<Memory> {
  const [itself] = await processTree(engine.processId)
  if (itself === undefined) throw new Error('The engine is gone')
  const { heapTotal, external } = await engine.memory()
  const { memory, resident, share, peak } = itself
  const bytes = { memory, resident, proportional: share, heap: heapTotal, external, peak }
  const size = (key: keyof Memory) => megabytes(bytes[key])
  return {
    memory: size('memory'), resident: size('resident'), proportional: size('proportional'), heap: size('heap'), external: size('external'), peak: size('peak'),
  }
}

/**
 * As the window does it: the account is there before its sign-in has ended in every respect (`isDone`), and is shown and filled meanwhile.
 */
export async function signIn({ client }: ForkedEngine, { url }: RunningHomeserver): Promise<{ readonly account: UserId; readonly isDone: Promise<unknown> }> {
  const accounts = await client.watch('accounts', {})
  const isDone = client.call('account.login', { homeserver: url, user: 'ada', password })
  const [account] = await accounts.until((rows) => rows.length > 0)
  if (account === undefined) throw new Error('Nobody signed in')
  return { account: account.userId, isDone }
}

/** Milliseconds from the start of the engine's process until the first rooms can be drawn, and until the first of them can be, opened. */
export type WarmFigures = { readonly listMs: number; readonly roomMs: number }

/** Starts an engine that has everything. The homeserver may be gone. */
export async function runWarm(profile: string): Promise<WarmFigures> {
  const started = performance.now()
  const engine = await forkEngine(profile, { program })
  try {
    const [account] = await engine.client.call('account.list', {})
    if (account === undefined) throw new Error('A warm start of a profile without an account')
    const rooms = await untilShown(engine, account.userId)
    const listMs = performance.now() - started
    const open = rooms.find((row) => row.type === 'room' && row.membership === 'join')
    if (open?.type !== 'room') throw new Error('A warm start of an account without a room')
    const timeline = await engine.client.watch('timeline', { account: account.userId, roomId: open.roomId, count: 50 })
    await timeline.until((rows) => rows.length > 0)
    return { listMs, roomMs: performance.now() - started }
  } finally {
    await engine.stop()
  }
}

async function untilShown({ client }: ForkedEngine, account: UserId): Promise<readonly RoomListRow[]> {
  const rooms = await client.watch('rooms', { account, ...screen })
  return rooms.until((rows) => rows.some(({ type }) => type === 'room'))
}

/** Resolves when every room there is has been stored. */
export async function untilTakenIn({ client }: ForkedEngine): Promise<void> {
  const until = performance.now() + patienceMs
  for (;;) {
    const accounts = await client.call('account.list', {})
    if (accounts.every(({ connection, firstSync }) => connection === 'online' && firstSync === null)) return
    if (performance.now() > until) throw new Error('The account was not taken in')
    await pause(pollMs)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
