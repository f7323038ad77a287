import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { RoomId } from '../../../preload/contract/index.ts'
import type { Account } from '../../../main/engine/account/account.ts'
import { Profile } from '../../../main/engine/account/profile.ts'
import { SignIn } from '../../../main/engine/account/sign-in.ts'
import { systemClock } from '../../../main/engine/base/clock.ts'
import { silentLog } from '../../../main/engine/base/log.ts'
import { readGaps } from '../../../main/engine/store/tables/gaps.ts'
import { readRoom } from '../../../main/engine/store/tables/rooms.ts'
import { password } from '../../harness/homeserver/protocol/account.ts'
import { contentOf } from '../../harness/homeserver/protocol/telling.ts'
import { SyntheticHomeserver } from '../../harness/homeserver/server/homeserver.ts'
import type { RoomFacts } from '../../harness/homeserver/world/room-facts.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'
import { protocols } from './device.ts'

/** Signs in as a person would, and takes in what the server has. */
async function takeIn(context: TestContext, homeserver: SyntheticHomeserver): Promise<Account> {
  const parts = { clock: systemClock, log: silentLog }
  const profile = await Profile.open({ dir: await tempFolderFor(context), key: new Uint8Array(32).fill(9), mode: 'quiet', random: Math.random, ...parts })
  context.after(() => profile.dispose())
  const { userId } = await new SignIn({ profile, ...parts }).login({ homeserver: homeserver.url, user: 'ada', password })
  const account = profile.account(userId)
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
}
