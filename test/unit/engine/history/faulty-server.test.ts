import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { RoomId, UserId } from '../../../../preload/contract/index.ts'
import type { EngineClient } from '../../../harness/engine-client.ts'
import { password } from '../../../harness/homeserver/protocol/account.ts'
import type { HomeserverFault } from '../../../harness/homeserver/server/faults.ts'
import { SyntheticHomeserver } from '../../../harness/homeserver/server/homeserver.ts'
import { openEngine, type RunningEngine } from '../../../harness/running-engine.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

// Histories over a whole engine and a homeserver that has bad days.

type Scene = { readonly homeserver: SyntheticHomeserver; readonly dir: string; readonly engine: RunningEngine; readonly account: UserId }

async function setScene(context: TestContext): Promise<Scene> {
  const homeserver = await SyntheticHomeserver.open({ seed: 11, rooms: 12, events: 1_200 })
  context.after(() => homeserver.dispose())
  const dir = await tempFolderFor(context)
  const engine = await openEngine(dir)
  context.after(() => engine.stop())
  const { userId: account } = await engine.client.call('account.login', { homeserver: homeserver.url, user: 'ada', password })
  await engine.client.call('settings.set', { keepHistory: 'nothing' })
  await engine.client.call('account.catchUp', { account, timeoutMs: 20_000 })
  return { homeserver, dir, engine, account }
}

/** The rooms with the longest histories, and how many events each has. */
function longest({ homeserver }: Scene, count: number): readonly { readonly roomId: RoomId; readonly length: number }[] {
  const { world } = homeserver.service
  return world.rooms.filter(({ isInvite }) => !isInvite).map((facts) => ({ roomId: facts.roomId as RoomId, length: world.lengthOf(facts) }))
    .toSorted((one, other) => other.length - one.length).slice(0, count)
}

const pagesAsked = ({ homeserver }: Scene): number =>
  Object.entries(homeserver.counters.all).filter(([endpoint]) => endpoint.includes('/messages')).reduce((sum, [, { requests }]) => sum + requests, 0)

async function untilWhole(client: EngineClient, account: UserId, roomIds: readonly RoomId[]): Promise<void> {
  const view = await client.watch('history', { account })
  await view.until((rows) => roomIds.every((roomId) => rows.some((row) => row.roomId === roomId && row.state === 'complete')))
  await view.stop()
}

test('two rooms become whole one after the other, with no more requests than they have pages', async (context) => {
  const scene = await setScene(context)
  const { engine: { client }, account } = scene
  const rooms = longest(scene, 2)
  const before = pagesAsked(scene)
  for (const { roomId } of rooms) await client.call('history.download', { account, roomId })
  await untilWhole(client, account, rooms.map(({ roomId }) => roomId))
  const pages = rooms.reduce((sum, { length }) => sum + Math.ceil(length / 100) + 1, 0)
  assert.equal(pagesAsked(scene) - before <= pages, true, `${pagesAsked(scene) - before} requests for ${pages} pages`)
})

for (const [name, fault, times] of [
  ['asks for a pause', { kind: 'rate-limit', retryAfterSeconds: 1 }, 2],
  ['cuts a page in its middle', { kind: 'cut', after: 'half' }, 1],
  ['breaks a connection', { kind: 'drop' }, 1],
  ['loses an answer', { kind: 'lose-answer' }, 1],
] satisfies readonly (readonly [string, HomeserverFault, number])[]) {
  test(`a homeserver that ${name} keeps no history from becoming whole, without a gap and without anything twice`, async (context) => {
    const scene = await setScene(context)
    const { homeserver, engine: { client }, account } = scene
    const [room] = longest(scene, 1)
    assert.ok(room)
    homeserver.faults.add({ match: '/messages', fault, times })
    await client.call('history.download', { account, roomId: room.roomId })
    const view = await client.watch('history', { account, roomId: room.roomId })
    for (;;) {
      const [row] = await view.until(([one]) => one?.state === 'complete' || one?.state === 'failed')
      if (row?.state === 'complete') break
      // What failed is left alone for half a minute, unless somebody asks again.
      await client.call('history.download', { account, roomId: room.roomId })
      await view.until(([one]) => one?.state !== 'failed')
    }
    const rows = await client.call('timeline.list', { account, roomId: room.roomId, limit: 10_000 })
    assert.equal(rows.some(({ content }) => content.type === 'gap'), false)
    const { world } = homeserver.service
    const facts = world.room(room.roomId)
    assert.ok(facts)
    const order = rows.flatMap(({ eventId }) => (eventId === null ? [] : [world.indexOf(facts, eventId) ?? NaN]))
    assert.deepEqual(order, [...new Set(order)].toSorted((one, other) => one - other))
    assert.equal(order[0], 0)
  })
}

test('an engine that ends in the middle goes on at its next start, and one that is told to stop does not', async (context) => {
  const scene = await setScene(context)
  const { dir, engine, account } = scene
  const [first, second] = longest(scene, 2)
  assert.ok(first && second)
  for (const { roomId } of [first, second]) await engine.client.call('history.download', { account, roomId })
  const view = await engine.client.watch('history', { account })
  const [begun] = await view.until(([row]) => row?.state === 'loading')
  await engine.client.call('history.stop', { account, roomId: second.roomId })
  await engine.stop()
  const again = await openEngine(dir)
  context.after(() => again.stop())
  await untilWhole(again.client, account, [first.roomId])
  assert.equal(begun?.roomId, first.roomId)
  const rest = await again.client.watch('history', { account, roomId: second.roomId })
  assert.equal(rest.rows[0]?.state, 'none')
  assert.notEqual(rest.rows[0]?.completeFrom, 0)
})
