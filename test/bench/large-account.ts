// What the size of an account costs: our engine and a peer over the same made-up account, all in fresh processes. A part of `npm run bench`;
// by itself: `node scripts/run.mjs test/bench/large-account.ts [--quick] [--rooms 100,10000] [--runs 1] [--no-peer]`.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildApp } from '../../scripts/build.ts'
import { say } from '../../scripts/set-up/say.mjs'
import { RunningHomeserver } from '../harness/homeserver/running-homeserver.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { runCold, runWarm, type ColdFigures, type WarmFigures } from './engine-runs.ts'
import { measureFixture } from './fixture-speed.ts'
import { runPeer, type PeerFigures } from './peer.ts'
import { spreadOf } from './statistics.ts'
import { drawTable, type Limit, type Measure, type Unit } from './table.ts'

/** `hasPeer`: matrix-js-sdk over the same accounts, too. */
export type LargeAccountOptions = { readonly sizes: readonly number[]; readonly runs: number; readonly hasPeer: boolean }

/** `--quick` only sees that it works. */
export const largeAccounts = (isQuick: boolean): LargeAccountOptions =>
  isQuick ? { sizes: [20, 100], runs: 1, hasPeer: true } : { sizes: [100, 1_000, 10_000], runs: 3, hasPeer: true }

const eventsEach = 100

type Figures = {
  readonly rooms: number
  readonly cold: readonly ColdFigures[]
  readonly warm: readonly WarmFigures[]
  readonly peer: PeerRuns | null
  readonly fixture: readonly Measure[]
}

type PeerRuns = { readonly first: PeerFigures; readonly restart: PeerFigures }

/** Rows for accounts of several sizes, smallest first: the larger ones are held against it. */
export async function measureLargeAccounts({ sizes, ...options }: LargeAccountOptions): Promise<readonly Measure[]> {
  await buildApp(['engine'])
  const all: Figures[] = []
  for (const rooms of sizes) all.push(await figuresOf(rooms, options))
  return all.flatMap((figures) => rowsOf(figures, all[0]))
}

async function figuresOf(rooms: number, { runs, hasPeer }: Omit<LargeAccountOptions, 'sizes'>): Promise<Figures> {
  say(`measuring a made-up account of ${rooms} rooms`)
  const folder = await openTempFolder()
  const homeserver = await RunningHomeserver.start({ seed: 1, rooms, events: rooms * eventsEach })
  try {
    const fixture = await measureFixture(homeserver, subjectOf(rooms), runs)
    const cold: ColdFigures[] = []
    for (let run = 0; run < runs; run += 1) cold.push(await runCold(homeserver, await profileIn(folder.path, run)))
    const peer = hasPeer ? await runPeers(homeserver, rooms, join(folder.path, 'peer')) : null
    await homeserver.dispose()
    const warm: WarmFigures[] = []
    for (let run = 0; run < runs; run += 1) warm.push(await runWarm(join(folder.path, `profile-${run}`)))
    return { rooms, cold, warm, peer, fixture }
  } finally {
    await homeserver.dispose()
    await folder.dispose()
  }
}

async function runPeers({ url }: RunningHomeserver, rooms: number, file: string): Promise<PeerRuns> {
  say(`and matrix-js-sdk over the same account of ${rooms} rooms`)
  const order = (does: 'first' | 'keep' | 'restart') => runPeer({ url, does, file })
  const first = await order('first')
  await order('keep')
  return { first, restart: await order('restart') }
}

async function profileIn(folder: string, run: number): Promise<string> {
  const profile = join(folder, `profile-${run}`)
  await mkdir(profile)
  return profile
}

function rowsOf({ rooms, cold, warm, peer, fixture }: Figures, smallest: Figures | undefined): readonly Measure[] {
  const subject = subjectOf(rooms)
  const row = (name: string, unit: Unit, values: readonly number[], limit: Limit | null): Measure => ({ name, subject, unit, spread: spreadOf(values), limit })
  const of = <Key extends string>(figures: readonly { readonly [key in Key]: number }[], key: Key): readonly number[] => figures.map((figure) => figure[key])
  // The smallest account is not held against itself.
  const small = (values: (figures: Figures) => readonly number[]): Limit | null =>
    smallest === undefined || smallest.rooms === rooms ? null : { name: subjectOf(smallest.rooms), value: spreadOf(values(smallest)).median }
  const js = (what: string, value: (peer: PeerRuns) => number): Limit | null => peer && { name: `matrix-js-sdk ${what}`, value: value(peer) }
  return [
    ...fixture,
    row('cold sign-in to the first rooms', 'ms', of(cold, 'firstMs'), small((figures) => of(figures.cold, 'firstMs'))),
    row('fetched until then', 'KB', of(cold, 'kilobytes'), { name: 'goal', value: 100 }),
    row('asked until then', 'requests', of(cold, 'requests'), { name: 'goal', value: 15 }),
    row('cold sign-in to every room stored', 'ms', of(cold, 'allMs'), js('first sync', ({ first }) => first.ms)),
    row('warm engine to the first rooms, no network', 'ms', of(warm, 'listMs'), small((figures) => of(figures.warm, 'listMs'))),
    row('warm engine to the first room opened', 'ms', of(warm, 'roomMs'), small((figures) => of(figures.warm, 'roomMs'))),
    row('all of that, as a person waits for it', 'ms', of(warm, 'roomMs'), { name: 'goal', value: 300 }),
    row('warm engine beside the peer', 'ms', of(warm, 'listMs'), js('restart', ({ restart }) => restart.ms)),
    row('engine memory, idle', 'MB', of(cold, 'memory'), small((figures) => of(figures.cold, 'memory'))),
    row('of it V8’s heap', 'MB', of(cold, 'heap'), small((figures) => of(figures.cold, 'heap'))),
    row('of it V8’s, outside its heap', 'MB', of(cold, 'external'), small((figures) => of(figures.cold, 'external'))),
    row('engine memory, resident', 'MB', of(cold, 'resident'), small((figures) => of(figures.cold, 'resident'))),
    row('engine memory, proportional', 'MB', of(cold, 'proportional'), small((figures) => of(figures.cold, 'proportional'))),
    row('engine memory, at its peak', 'MB', of(cold, 'peak'), null),
    row('engine memory beside the peer', 'MB', of(cold, 'memory'), js('memory', ({ first }) => first.memory)),
  ]
}

const subjectOf = (rooms: number): string => `${rooms} made-up rooms`

function fromArguments(): LargeAccountOptions {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, rooms: { type: 'string' }, runs: { type: 'string' }, 'no-peer': { type: 'boolean' } },
  })
  const usual = largeAccounts(values.quick === true)
  return {
    sizes: values.rooms?.split(',').map(Number) ?? usual.sizes,
    runs: Number(values.runs ?? usual.runs),
    hasPeer: values['no-peer'] !== true,
  }
}

if (import.meta.main) console.log(drawTable(await measureLargeAccounts(fromArguments())))
