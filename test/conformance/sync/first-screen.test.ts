import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomId } from '../../../preload/contract/index.ts'
import { isRecord, ownArray, ownNumber, ownRecord, type JsonRecord } from '../../../main/engine/base/json.ts'
import { readSyncPosition } from '../../../main/engine/store/tables/sync-position.ts'
import { readState } from '../../../main/engine/store/tables/state.ts'
import { roomKey } from '../../../main/engine/store/tables/rooms.ts'
import { eventually } from '../../harness/eventually.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { setScene, type Device } from './device.ts'

const alice = '@alice:example.org'
const hall = '!hall:example.org'

/** How the list is asked for, question by question. */
function listen({ homeserver }: Device): readonly JsonRecord[] {
  const asked: JsonRecord[] = []
  const json = homeserver.json.bind(homeserver)
  Object.assign(homeserver, {
    json: (request: Parameters<typeof json>[0]) => {
      const list = ownRecord(ownRecord(request.body ?? {}, 'lists') ?? {}, 'all')
      if (list !== undefined) asked.push(list)
      return json(request)
    },
  })
  return asked
}

const typesOf = (list: JsonRecord | undefined): readonly unknown[] =>
  (ownArray(list ?? {}, 'required_state') ?? []).map((pair) => (Array.isArray(pair) ? pair[0] : undefined))

function hallOf(messages: number): World {
  const world = new World()
  const room = world.room(hall, { name: 'The hall' })
  for (let count = 1; count <= messages; count += 1) room.say(alice, `message ${count}`)
  return world
}

describe('a first screen over sliding sync', () => {
  test('asks for one message a room and no more state than a list shows, and for the rest after that', async (t) => {
    const { device } = await setScene(t, hallOf(30), { protocol: 'sliding' })
    const asked = listen(device)
    await device.sync.catchUp()
    assert.deepEqual(asked.slice(0, 2).map((list) => ownNumber(list, 'timeline_limit')), [1, 20])
    assert.deepEqual(asked.slice(0, 2).map((list) => typesOf(list).includes('m.space.child')), [false, true])
    assert.ok(typesOf(asked[0]).includes('m.room.encryption'))
    assert.deepEqual(device.timeline(hall).slice(0, 2), ['…', 'message 11'])
    assert.equal(device.said(hall).length, 20)
    assert.equal(device.store.read((reader) => readSyncPosition(reader, 'sliding').isComplete), true)
  })

  test('is drawn before keys can be had, and its position moves when they are', async (t) => {
    const opened = Promise.withResolvers<void>()
    const { device } = await setScene(t, hallOf(3), { protocol: 'sliding', takeToDevice: () => opened.promise })
    device.sync.start()
    await eventually('the list has its room', async () => device.store.read((reader) => roomKey(reader, hall as RoomId)) !== undefined)
    assert.deepEqual(device.said(hall), ['message 3'])
    const position = () => device.store.read((reader) => readSyncPosition(reader, 'sliding').position)
    assert.equal(position(), null)
    opened.resolve()
    await device.sync.catchUp()
    assert.notEqual(position(), null)
    assert.deepEqual(device.said(hall), ['message 1', 'message 2', 'message 3'])
  })

  test('is not made smaller for somebody who has seen more already', async (t) => {
    const { homeserver, device } = await setScene(t, hallOf(3), { protocol: 'sliding' })
    await device.sync.catchUp()
    homeserver.forgetPositions()
    const asked = listen(device)
    await device.sync.catchUp().catch(() => device.sync.catchUp())
    assert.deepEqual([...new Set(asked.map((list) => ownNumber(list, 'timeline_limit')))], [20])
    const room = device.store.read((reader) => roomKey(reader, hall as RoomId)) ?? 0
    assert.ok(isRecord(device.store.read((reader) => readState(reader, room, 'm.room.power_levels')?.content)))
  })

  test('does not look back in a room whose last words are about to be told', async (t) => {
    const world = hallOf(3)
    for (let count = 1; count <= 5; count += 1) world.rooms.get(hall)?.setMember(`@guest${count}:example.org`, 'join')
    const { homeserver, device } = await setScene(t, world, { protocol: 'sliding' })
    device.sync.start()
    await device.sync.catchUp()
    assert.deepEqual(homeserver.requests.filter((path) => path.includes('/messages')), [])
    assert.equal(device.said(hall).at(-1), 'message 3')
  })
})
