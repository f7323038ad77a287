import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { RoomId } from '../../../preload/contract/index.ts'
import type { Account } from '../../../main/engine/account/account.ts'
import { Profile, type ProfileMode } from '../../../main/engine/account/profile.ts'
import { SignIn } from '../../../main/engine/account/sign-in.ts'
import { systemClock } from '../../../main/engine/base/clock.ts'
import { silentLog } from '../../../main/engine/base/log.ts'
import { readGaps } from '../../../main/engine/store/tables/gaps.ts'
import { readRoom } from '../../../main/engine/store/tables/rooms.ts'
import { password } from '../../harness/homeserver/protocol/account.ts'
import { contentOf } from '../../harness/homeserver/protocol/telling.ts'
import { eventually } from '../../harness/eventually.ts'
import { SyntheticHomeserver } from '../../harness/homeserver/server/homeserver.ts'
import type { RoomFacts } from '../../harness/homeserver/world/room-facts.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'
import { protocols } from './device.ts'

/** Signs in as a person would. */
async function signIn(context: TestContext, homeserver: SyntheticHomeserver, mode: ProfileMode): Promise<Account> {
  const parts = { clock: systemClock, log: silentLog }
  const profile = await Profile.open({ dir: await tempFolderFor(context), key: new Uint8Array(32).fill(9), mode, random: Math.random, ...parts })
  context.after(() => profile.dispose())
  const { userId } = await new SignIn({ profile, ...parts }).login({ homeserver: homeserver.url, user: 'ada', password })
  return profile.account(userId)
}

/** The same, and takes in what the server has. */
async function takeIn(context: TestContext, homeserver: SyntheticHomeserver): Promise<Account> {
  const account = await signIn(context, homeserver, 'quiet')
  await account.parts.sync.catchUp()
  return account
}

function recordOf({ parts: { store } }: Account, { roomId }: RoomFacts) {
  const record = store.read((reader) => readRoom(reader, roomId as RoomId))
  assert.ok(record, roomId)
  return record
}

/** What the store holds of the timeline, oldest first. */
const timelineOf = (account: Account, room: number): readonly string[] => account.parts.store.read((reader) =>
  reader.all<{ id: string }>('SELECT event_id AS id FROM event WHERE room = ? AND position IS NOT NULL ORDER BY position', room).map(({ id }) => id))

for (const protocol of protocols) {
  test(`an account of 200 rooms is taken in over ${protocol}, and a room paged to its start`, async (context) => {
    const homeserver = await SyntheticHomeserver.open({ seed: 21, rooms: 200, events: 12_000, hasSlidingSync: protocol === 'sliding' })
    context.after(() => homeserver.dispose())
    const { world } = homeserver.service
    const account = await takeIn(context, homeserver)
    for (const facts of world.rooms) {
      const record = recordOf(account, facts)
      const name = contentOf(world, facts, 'm.room.name', '', facts.length)?.['name']
      assert.equal(record.membership, facts.isInvite ? 'invite' : 'join')
      if (name !== undefined) assert.equal(record.name, name)
      assert.equal(record.isDirect, facts.kind === 'direct')
      const newest = facts.isInvite ? undefined : world.events.idOf(facts, facts.length - 1)
      assert.equal(timelineOf(account, record.room).at(-1), newest, `${facts.kind} ${facts.number}`)
    }

    const [busiest] = world.rooms
    assert.ok(busiest && busiest.length > 1_500)
    const { room, roomId } = recordOf(account, busiest)
    for (let gaps = 1; gaps > 0;) {
      const [gap] = account.parts.store.read((reader) => readGaps(reader, room))
      if (gap !== undefined) await account.parts.pager.fillGap(roomId, gap.position)
      gaps = gap === undefined ? 0 : 1
    }
    assert.deepEqual(timelineOf(account, room), Array.from({ length: busiest.length }, (_, index) => world.events.idOf(busiest, index)))
  })

  test(`what happens live is taken in over ${protocol} once and in order, while the server has bad days`, async (context) => {
    const homeserver = await SyntheticHomeserver.open({ seed: 22, rooms: 30, events: 2_000, hasSlidingSync: protocol === 'sliding' })
    context.after(() => homeserver.dispose())
    const { world, connections } = homeserver.service
    const account = await takeIn(context, homeserver)
    const trouble = [
      () => homeserver.faults.add({ match: '/sync', fault: { kind: 'cut', after: 'half' }, times: 1 }),
      () => homeserver.faults.add({ match: '/sync', fault: { kind: 'rate-limit', retryAfterSeconds: 0 }, times: 1 }),
      () => homeserver.faults.add({ match: '/sync', fault: { kind: 'status', status: 503 }, times: 1 }),
      () => connections.forget(),
    ]
    for (const cause of trouble) {
      homeserver.traffic.burst(60)
      cause()
      // What fails is told to who waits for it; the next time it works.
      await account.parts.sync.catchUp().catch(() => account.parts.sync.catchUp())
    }
    for (const facts of world.rooms.filter(({ isInvite }) => !isInvite)) {
      const live = Array.from({ length: world.lengthOf(facts) - facts.length }, (_, place) => world.events.idOf(facts, facts.length + place))
      const record = recordOf(account, facts)
      const stored = timelineOf(account, record.room)
      assert.equal(new Set(stored).size, stored.length)
      const newest = live.slice(-20)
      assert.deepEqual(stored.slice(stored.length - newest.length), newest, `room ${facts.number}`)
    }
  })

  test(`rooms with real encryption are joined over ${protocol} once the device has keys, and read, what comes live included`, async (context) => {
    const homeserver = await SyntheticHomeserver.open({
      seed: 23, rooms: 8, events: 200, encryptedRooms: 2, encryptedEvents: 120, hasSlidingSync: protocol === 'sliding',
    })
    context.after(() => homeserver.dispose())
    const { world } = homeserver.service
    const { parts: { store } } = await signIn(context, homeserver, 'live')
    const count = (sql: string) => store.read((reader) => reader.get<{ count: number }>(sql)?.count ?? 0)
    const encrypted = world.rooms.filter(({ kind }) => kind === 'encrypted')
    const readable = () => count('SELECT count(*) AS count FROM encrypted_event WHERE cause IS NULL')
    await eventually('the last words of both rooms are read', async () => readable() >= 2 * 10)
    const before = readable()
    homeserver.traffic.burst(30, encrypted.map(({ roomId }) => roomId))
    await eventually('what came live is read', async () => readable() >= before + 15)
    assert.equal(count('SELECT count(*) AS count FROM encrypted_event WHERE cause IS NOT NULL'), 0)
    for (const { number } of encrypted) {
      const facts = world.rooms[number]
      assert.ok(facts)
      const bodies = new Set(Array.from({ length: world.lengthOf(facts) }, (_, index) => world.events.plain(facts, index).content['body']))
      const room = store.read((reader) => readRoom(reader, facts.roomId as RoomId)?.room)
      const read = store.read((reader) => reader.all<{ body: string }>(
        "SELECT json_extract(json, '$.content.body') AS body FROM event JOIN encrypted_event USING (event) WHERE event.room = ?", room ?? 0,
      ))
      assert.ok(read.length > 10)
      assert.deepEqual(read.filter(({ body }) => !bodies.has(body)), [])
    }
  })
}
