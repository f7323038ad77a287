import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Engine } from '../../../main/engine/api/engine.ts'
import { localChannels } from '../../../main/engine/api/local-channel.ts'
import { systemClock, type Clock } from '../../../main/engine/base/clock.ts'
import { silentLog } from '../../../main/engine/base/log.ts'
import { EngineClient } from '../../harness/engine-client.ts'
import { eventually } from '../../harness/eventually.ts'
import { password } from '../../harness/homeserver/protocol/account.ts'
import { SyntheticHomeserver } from '../../harness/homeserver/server/homeserver.ts'
import { ManualClock } from '../../harness/manual-clock.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

async function open(dir: string, options: { readonly waitsForScreen?: boolean; readonly clock?: Clock } = {}) {
  const engine = await Engine.open({ dir, key: new Uint8Array(32).fill(9), mode: 'live', clock: systemClock, log: silentLog, random: Math.random, ...options })
  const [ours, theirs] = localChannels()
  engine.serve(theirs)
  return { engine, client: new EngineClient(ours) }
}

/** What was answered; a question that was broken off is counted when it ends. */
const answered = ({ counters }: SyntheticHomeserver): readonly string[] =>
  Object.entries(counters.all).filter(([, { bytesOut }]) => bytesOut > 0).map(([endpoint]) => endpoint)

/** A profile with an account that has been filled, and its homeserver. */
async function fill(context: TestContext): Promise<{ readonly homeserver: SyntheticHomeserver; readonly dir: string }> {
  const homeserver = await SyntheticHomeserver.open({ seed: 5, rooms: 30, events: 600 })
  context.after(() => homeserver.dispose())
  const dir = await tempFolderFor(context)
  const { engine, client } = await open(dir)
  await client.call('account.login', { homeserver: homeserver.url, user: 'ada', password })
  await eventually('everything is stored', async () => (await client.call('account.list', {}))[0]?.firstSync === null)
  await engine.dispose()
  homeserver.counters.clear()
  return { homeserver, dir }
}

const aWhile = () => systemClock.sleep(500)

test('a warm start asks the server nothing until its first screen has had its time', async (context) => {
  const { homeserver, dir } = await fill(context)
  const clock = new ManualClock()
  const { engine } = await open(dir, { waitsForScreen: true, clock })
  context.after(() => engine.dispose())
  await aWhile()
  assert.deepEqual(answered(homeserver), [])
  for (let step = 0; step < 40; step += 1) await clock.advance(50)
  await eventually('the server is asked', async () => answered(homeserver).includes('GET /_matrix/client/versions'))
})

test('an engine that is closed before its first screen never asks the server', async (context) => {
  const { homeserver, dir } = await fill(context)
  const { engine } = await open(dir, { waitsForScreen: true })
  await engine.dispose()
  await aWhile()
  assert.deepEqual(answered(homeserver), [])
})
