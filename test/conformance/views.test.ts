import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, test, type TestContext } from 'node:test'
import { RpcClient } from '../../main/cli/engine/rpc-client.ts'
import { Engine } from '../../main/engine/api/engine.ts'
import { localChannels } from '../../main/engine/api/local-channel.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import {
  applyDiffs, type DeviceId, type EngineViewName, type EngineViews, type RoomId, type UserId,
} from '../../preload/contract/index.ts'
import { ManualClock } from '../harness/manual-clock.ts'
import { ScriptedHomeserver } from '../harness/scripted-homeserver/server.ts'
import { World } from '../harness/scripted-homeserver/world.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

// Whatever happens, and in whatever order: who applies a view's diffs sees what somebody sees who has just begun to look.

const account = '@me:example.org' as UserId
const people = ['@alice:example.org', '@bob:example.org', '@carol:example.org']
const roomIds = ['!a', '!b', '!c', '!d'].map((id) => `${id}:example.org` as RoomId)

/** The same numbers for the same seed. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

async function openEngine(test: TestContext) {
  const homeserver = await ScriptedHomeserver.open(new World())
  test.after(() => homeserver.dispose())
  const clock = new ManualClock()
  const dir = await tempFolderFor(test)
  const engine = await Engine.open({ dir, key: new Uint8Array(32).fill(9), mode: 'quiet', clock, log: silentLog, random: () => 0.5 })
  test.after(() => engine.dispose())
  await engine.profile.add({
    userId: account, folder: 'me', deviceId: 'HERE' as DeviceId, homeserver: homeserver.url, session: 'active',
    tokens: { accessToken: 'token' }, name: null, avatar: null, addedTs: 0,
  })
  const [ours, theirs] = localChannels()
  engine.serve(theirs)
  return { world: homeserver.world, clock, client: new RpcClient(ours) }
}

type Seen = { rows: readonly unknown[]; head: unknown }

async function watch<Name extends EngineViewName>(client: RpcClient, view: Name, input: EngineViews[Name]['in']): Promise<Seen> {
  const seen: Seen = { rows: [], head: undefined }
  await client.watch(view, input, {
    batch: ({ diffs, head }) => {
      seen.rows = applyDiffs<EngineViews[Name]['row']>(seen.rows as readonly EngineViews[Name]['row'][], diffs)
      seen.head = head
    },
    gone: (reason) => { seen.head = reason },
  })
  return seen
}

/** Something happens in the world. */
function happen(world: World, random: (below: number) => number): void {
  const roomId = roomIds[random(roomIds.length)] ?? ''
  const sender = people[random(people.length)] ?? ''
  const room = world.rooms.get(roomId) ?? world.room(roomId, { name: `Room ${roomId}`, members: people })
  const target = `$${1 + random(Math.max(1, world.now))}`
  const relates = (relation: string, more = {}) => ({ 'm.relates_to': { rel_type: relation, event_id: target, ...more } })
  switch (random(10)) {
    case 0:
      return void room.send(sender, 'm.reaction', relates('m.annotation', { key: '👍' }))
    case 1:
      return void room.send(sender, 'm.room.message', {
        msgtype: 'm.text',
        body: '* changed',
        'm.new_content': { msgtype: 'm.text', body: 'changed' },
        ...relates('m.replace'),
      })
    case 2:
      return void room.send(sender, 'm.room.redaction', {}, { redacts: target })
    case 3:
      return void room.setMember(sender, random(3) === 0 ? 'leave' : 'join', { displayname: `Name ${random(4)}` })
    case 4:
      return void room.setState(sender, 'm.room.name', '', { name: `Named ${random(5)}` })
    case 5:
      return room.read(random(2) === 0 ? world.me : sender, target)
    case 6:
      return world.setAccountData('m.direct', { [sender]: random(2) === 0 ? [roomId] : [] })
    case 7:
      return void room.send(sender, 'm.room.message', { msgtype: random(2) === 0 ? 'm.text' : 7, body: random(3) === 0 ? null : 'odd' })
    default:
      for (let count = random(30); count >= 0; count -= 1) room.say(sender, `said ${count}`)
  }
}

/** Lets frames pass until nothing more changes, which may need answers from the network. */
async function settle(clock: ManualClock, isSettled: () => boolean): Promise<void> {
  for (let frames = 0; frames < 500 && !isSettled(); frames += 1) {
    await clock.advance(16)
    await nextTurn()
  }
}

const equal = (one: unknown, other: unknown): boolean => {
  try {
    assert.deepEqual(one, other)
    return true
  } catch {
    return false
  }
}

describe('the diffs of every view', () => {
  for (const seed of [1, 2, 3]) {
    test(`give what is seen afresh (${seed})`, async (t) => {
      const random = randomNumbers(seed)
      const { world, clock, client } = await openEngine(t)
      for (const roomId of roomIds) world.room(roomId, { name: `Room ${roomId}`, members: people })
      await client.call('account.catchUp', { account, timeoutMs: 60_000 })
      const [roomId = '' as RoomId] = roomIds
      const looks = [
        () => watch(client, 'accounts', {}),
        () => watch(client, 'rooms', { account, filter: 'all', from: 0, count: 50 }),
        () => watch(client, 'rooms', { account, filter: 'unread', from: 1, count: 2 }),
        () => watch(client, 'spaces', { account }),
        () => watch(client, 'room', { account, roomId }),
        () => watch(client, 'members', { account, roomId, from: 0, count: 10 }),
        () => watch(client, 'outbox', { account }),
        () => watch(client, 'settings', {}),
        () => watch(client, 'timeline', { account, roomId, count: 20 }),
      ]
      const followed = await Promise.all(looks.map((look) => look()))
      for (let round = 0; round < 25; round += 1) {
        for (let events = random(6); events >= 0; events -= 1) happen(world, random)
        if (random(4) === 0) await client.call('message.send', { account, roomId, text: `mine ${round}`, format: 'plain' })
        if (random(4) === 0) await client.call('settings.set', { accentHue: random(360) })
        await client.call('account.catchUp', { account, timeoutMs: 60_000 })
        const fresh = await Promise.all(looks.map((look) => look()))
        // A conversation that is followed grows; somebody who begins to look sees its end.
        const ends = () => followed.map((seen, at) => {
          const rows = seen.rows.slice(at === followed.length - 1 ? -(fresh[at]?.rows.length ?? 0) : 0)
          return at === followed.length - 1 ? { rows } : { rows, head: seen.head }
        })
        const now = () => fresh.map(({ rows, head }, at) => at === fresh.length - 1 ? { rows } : { rows, head })
        await settle(clock, () => fresh.every(({ head }) => head !== undefined) && equal(ends(), now()))
        assert.deepEqual(ends(), now(), `round ${round}`)
      }
      // And it was something that was seen.
      assert.ok(followed.every(({ rows }, at) => rows.length > 0 || at === 3))
    })
  }
})
