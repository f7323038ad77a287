import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { RoomId, UserId } from '../../preload/contract/index.ts'
import { systemClock } from '../../main/engine/base/clock.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { MemberLoader } from '../../main/engine/rooms/member-loader.ts'
import { readMembers } from '../../main/engine/rooms/rows/member-rows.ts'
import { readRoomList } from '../../main/engine/rooms/rows/room-list.ts'
import { readSpaces } from '../../main/engine/rooms/rows/space-rows.ts'
import { readGaps } from '../../main/engine/store/tables/gaps.ts'
import { Pager } from '../../main/engine/timeline/paging.ts'
import { openDevice, protocols, type Device, type DeviceOptions } from '../conformance/sync/device.ts'
import { eventually } from '../harness/eventually.ts'
import { FaultProxy } from '../harness/fault-proxy.ts'
import { refusals } from '../harness/faults.ts'
import type { Person } from '../harness/person.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Pair = { readonly alice: Person; readonly me: Person; readonly device: Device }

const deviceOf = (t: TestContext, person: Person, options: Partial<DeviceOptions> = {}): Device =>
  openDevice(t, { url: synapse.url, userId: person.userId, accessToken: person.accessToken, clock: systemClock, ...options })

async function meet(t: TestContext, options: Partial<DeviceOptions>): Promise<Pair> {
  const [alice, me] = [await synapse.person('Alice'), await synapse.person('Me')]
  return { alice, me, device: deviceOf(t, me, options) }
}

async function roomOf({ alice, me }: Pair, name?: string): Promise<string> {
  const roomId = await alice.createRoom({ invite: [me.userId], ...(name === undefined ? {} : { name }) })
  await me.join(roomId)
  return roomId
}

const untilSaid = (device: Device, roomId: string, body: string): Promise<void> => new Promise((resolve) => {
  const look = () => {
    if (!device.said(roomId).includes(body)) return
    off()
    resolve()
  }
  const off = device.store.onChange(look)
  look()
})

/**
 * Catches up until the room's last word is `body`; how many events that brought. A busy server may tell of a message a moment after it has taken
 * it, when one that another request began before it is stored.
 */
async function heard(device: Device, roomId: string, body: string): Promise<number> {
  let events = 0
  await eventually(`"${body}" is heard`, async () => {
    events += (await device.sync.catchUp()).events
    return device.said(roomId).at(-1) === body
  })
  return events
}

for (const protocol of protocols) {
  describe(`a real Synapse, by ${protocol}`, () => {
    test('gives rooms, messages and unread counts, at first and live', async (t) => {
      const pair = await meet(t, { protocol })
      const { alice, me, device } = pair
      const roomId = await roomOf(pair, 'Harbour')
      await alice.say(roomId, 'one')
      await device.sync.catchUp()
      assert.deepEqual([device.room(roomId).name, device.room(roomId).joinedCount, device.room(roomId).unread], ['Harbour', 2, 1])

      device.sync.start()
      await alice.say(roomId, 'two')
      await untilSaid(device, roomId, 'two')
      assert.equal(device.room(roomId).unread, 2)
      await me.read(roomId, await alice.say(roomId, 'three'))
      await device.sync.catchUp()
      assert.equal(device.room(roomId).unread, 0)
      await me.say(roomId, 'from my telephone')
      await alice.say(roomId, 'four')
      await device.sync.catchUp()
      assert.equal(device.room(roomId).unread, 1)
      assert.deepEqual(device.said(roomId), ['one', 'two', 'three', 'from my telephone', 'four'])
    })

    test('invites, answers, kicks and bans', async (t) => {
      const pair = await meet(t, { protocol })
      const { alice, me, device } = pair
      const [accepted, declined, kicked, banned] = await Promise.all([
        alice.createRoom({ invite: [me.userId], isDirect: true }), alice.createRoom({ name: 'No', invite: [me.userId] }),
        roomOf(pair), roomOf(pair),
      ])
      await device.sync.catchUp()
      const invite = device.room(accepted)
      assert.deepEqual([invite.section, invite.inviter, invite.isDirect, device.room(declined).name], ['invites', alice.userId, true, 'No'])
      assert.equal(invite.name.startsWith('Alice'), true)

      await me.join(accepted)
      await me.leave(declined)
      await alice.request('POST', `/rooms/${encodeURIComponent(kicked)}/kick`, { user_id: me.userId })
      await alice.request('POST', `/rooms/${encodeURIComponent(banned)}/ban`, { user_id: me.userId })
      await device.sync.catchUp()
      const memberships = [accepted, declined, kicked, banned].map((roomId) => device.room(roomId).membership)
      assert.deepEqual(memberships, ['join', 'leave', 'leave', 'ban'])
      assert.deepEqual([device.room(accepted).name, device.room(accepted).section], ['Alice', 'rooms'])
    })

    test('tells of the account: direct chats, favourites, mutes, unread marks', async (t) => {
      const pair = await meet(t, { protocol })
      const { alice, me, device } = pair
      const [direct, favourite, muted] = [await roomOf(pair), await roomOf(pair, 'Favourite'), await roomOf(pair, 'Muted')]
      await me.setAccountData('m.direct', { [alice.userId]: [direct] })
      await device.sync.catchUp()
      assert.deepEqual([device.room(direct).section, device.room(direct).directUser], ['people', alice.userId])
      const rooms = `/user/${encodeURIComponent(me.userId)}/rooms/`
      await me.request('PUT', `${rooms}${encodeURIComponent(favourite)}/tags/m.favourite`, { order: 0.5 })
      await me.setAccountData('m.marked_unread', { unread: true }, favourite)
      await me.request('PUT', `/pushrules/global/override/${encodeURIComponent(muted)}`, {
        actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: muted }],
      })
      await device.sync.catchUp()
      assert.deepEqual(
        [device.room(favourite).section, device.room(favourite).isMarkedUnread, device.room(muted).isMuted], ['favourites', true, true],
      )
    })

    test('leaves a gap after a long absence, and the gap can be closed', async (t) => {
      const pair = await meet(t, { protocol })
      const { alice, device } = pair
      const roomId = await roomOf(pair)
      await alice.say(roomId, 'before')
      await device.sync.catchUp()
      for (let count = 1; count <= 45; count += 1) await alice.say(roomId, `message ${count}`)
      await device.sync.catchUp()
      assert.ok(device.timeline(roomId).includes('…'))
      assert.ok(device.room(roomId).unread >= 20)

      const pager = new Pager({ store: device.store, homeserver: device.homeserver, me: device.me, clock: systemClock, log: silentLog })
      const gap = () => device.store.read((reader) => readGaps(reader, device.room(roomId).room)).at(-1)
      for (let at = gap(); at !== undefined && device.said(roomId).length < 46; at = gap()) {
        await pager.fillGap(roomId as RoomId, at.position)
      }
      assert.deepEqual(device.said(roomId), ['before', ...Array.from({ length: 45 }, (_, at) => `message ${at + 1}`)])
      assert.equal(device.room(roomId).unread, 46)
    })

    test('is gone on with by the next process, and where it forgot us, begun anew without a loss', async (t) => {
      const proxy = await FaultProxy.open(synapse.url)
      t.after(() => proxy.dispose())
      const file = `${await tempFolderFor(t)}/store.db`
      const pair = await meet(t, { protocol, file, url: proxy.url })
      const { alice, me, device: first } = pair
      const [roomId, left] = [await roomOf(pair), await roomOf(pair)]
      for (let count = 1; count <= 25; count += 1) await alice.say(roomId, `message ${count}`)
      await first.sync.catchUp()
      const before = first.timeline(roomId)
      await first.close()

      await alice.say(roomId, 'while it slept')
      const second = deviceOf(t, me, { protocol, file, url: proxy.url })
      assert.equal(await heard(second, roomId, 'while it slept'), 1)
      assert.deepEqual(second.timeline(roomId), [...before, 'while it slept'])

      await me.leave(left)
      await alice.say(roomId, 'after')
      proxy.inject(/[?&](pos|since)=/, refusals.unknownPosition(), 1)
      await heard(second, roomId, 'after')
      assert.deepEqual(second.timeline(roomId), [...before, 'while it slept', 'after'])
      assert.deepEqual([second.room(left).membership, second.room(roomId).membership], ['leave', 'join'])
    })

    test('is waited for while it is away', async (t) => {
      const proxy = await FaultProxy.open(synapse.url)
      t.after(() => proxy.dispose())
      const pair = await meet(t, { protocol, url: proxy.url })
      const { alice, device } = pair
      const roomId = await roomOf(pair)
      device.sync.start()
      await device.sync.catchUp()
      const offline = new Promise<void>((resolve) => {
        device.sync.onState(({ connection }) => { if (connection === 'offline') resolve() })
      })
      await proxy.goDown()
      await offline
      await alice.say(roomId, 'meanwhile')
      await proxy.comeBack()
      await untilSaid(device, roomId, 'meanwhile')
      await device.sync.catchUp()
      assert.deepEqual([device.sync.state.connection, device.sync.state.reason], ['online', null])
    })

    test('knows all members when asked, and redactions, names and spaces as they change', async (t) => {
      const pair = await meet(t, { protocol })
      const { alice, me, device } = pair
      const roomId = await roomOf(pair)
      const people = await Promise.all(['Bob', 'Bob', 'Carol'].map((name) => synapse.person(name)))
      for (const person of people) {
        await alice.invite(roomId, person.userId)
        await person.join(roomId)
      }
      const named = await alice.setState(roomId, 'm.room.name', '', { name: 'Rude' })
      for (let count = 0; count < 25; count += 1) await alice.say(roomId, String(count))
      const space = await alice.createRoom({ name: 'Space', isSpace: true, invite: [me.userId] })
      await me.join(space)
      await alice.setState(space, 'm.space.child', roomId, { via: [synapse.serverName] })
      await device.sync.catchUp()
      assert.equal(device.room(roomId).name, 'Rude')
      const spaces = device.store.read((reader) => readSpaces(reader, device.me))
      assert.deepEqual(spaces.map(({ name, unread }) => [name, unread > 0]), [['Space', true]])
      const inSpace = device.store.read(
        (reader) => readRoomList(reader, { me: device.me, filter: 'all', space: space as RoomId, from: 0, count: 9 }),
      )
      assert.deepEqual(inSpace.rows.map(({ key }) => key), ['section:rooms', roomId])

      const { store, homeserver: connection } = device
      await new MemberLoader({ store, connection, me: device.me, clock: systemClock }).load(roomId as RoomId)
      const { rows, total } = device.store.read(
        (reader) => readMembers(reader, { me: device.me, roomId: roomId as RoomId, from: 0, count: 10 }),
      )
      assert.equal(total, 5)
      assert.equal(rows.filter(({ person }) => person.name === `Bob (${person.userId})`).length, 2)
      assert.equal(rows[0]?.person.userId, alice.userId as UserId)

      await alice.redact(roomId, named)
      await people[2]?.leave(roomId)
      await device.sync.catchUp()
      assert.notEqual(device.room(roomId).name, 'Rude')
      assert.equal(device.room(roomId).joinedCount, 4)
    })
  })
}

test('an open room is told of further back than the others', async (t) => {
  const pair = await meet(t, { protocol: 'sliding' })
  const roomId = await roomOf(pair)
  const bodies = Array.from({ length: 40 }, (_, at) => `message ${at}`)
  await pair.alice.setState(roomId, 'm.room.topic', '', { topic: 'Told with the second answer' })
  for (const body of bodies) await pair.alice.say(roomId, body)
  const { device } = pair
  await device.sync.catchUp()
  assert.deepEqual(device.said(roomId), bodies.slice(20))
  assert.equal(device.room(roomId).topic, 'Told with the second answer')
  device.sync.setVisible({ openRooms: [roomId as RoomId] })
  await device.sync.catchUp()
  assert.deepEqual(device.said(roomId), bodies)
  assert.equal(device.timeline(roomId).indexOf('…', 1), -1)
})

test('both protocols tell the same story', async (t) => {
  const [alice, me] = [await synapse.person('Alice'), await synapse.person('Me')]
  const pair = { alice, me, device: deviceOf(t, me, { protocol: 'sliding' }) }
  const v2 = deviceOf(t, me, { protocol: 'v2' })
  const rooms = [await roomOf(pair, 'One'), await roomOf(pair), await roomOf(pair, 'Three')]
  const [one = '', two = '', three = ''] = rooms
  const story = async (device: Device) => {
    await device.sync.catchUp()
    const { rows } = device.store.read((reader) => readRoomList(reader, { me: device.me, filter: 'all', from: 0, count: 50 }))
    // Servers do not tell when an invite was sent: that is when each device heard of it.
    return rows.map((row) => (row.type === 'room' && row.membership === 'invite' ? { ...row, lastEventTs: 0 } : row))
  }
  assert.deepEqual(await story(pair.device), await story(v2))
  await me.read(one, await alice.say(one, 'read'))
  await alice.say(two, 'unread')
  await alice.edit(one, await alice.say(one, 'draft'), 'final')
  await alice.setState(three, 'm.room.topic', '', { topic: 'Beans' })
  await alice.request('PUT', `/rooms/${encodeURIComponent(two)}/state/m.room.encryption/`, { algorithm: 'm.megolm.v1.aes-sha2' })
  await alice.createRoom({ name: 'Four', invite: [me.userId] })
  await me.leave(three)
  const [sliding, classic] = [await story(pair.device), await story(v2)]
  assert.deepEqual(sliding, classic)
  assert.deepEqual(rooms.map((roomId) => pair.device.timeline(roomId)), rooms.map((roomId) => v2.timeline(roomId)))
})
