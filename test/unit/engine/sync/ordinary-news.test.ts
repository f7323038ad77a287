import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { applyState } from '../../../../main/engine/rooms/apply-state.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { ensureRoom } from '../../../../main/engine/store/tables/rooms.ts'
import { isOrdinary } from '../../../../main/engine/sync/ordinary-news.ts'
import { newRoom, type PreparedResponse, type PreparedRoom } from '../../../../main/engine/sync/prepared-response.ts'
import { prepareAll } from '../../../../main/engine/timeline/prepare-all.ts'
import { id } from '../rooms/house.ts'

const known = id('known')
const event = (more: object) => ({ event_id: '$1', sender: '@ben:example.org', origin_server_ts: 1, ...more })
const message = event({ type: 'm.room.message', content: { msgtype: 'm.text', body: 'hello' } })
const leaves = event({ type: 'm.room.member', state_key: '@ben:example.org', content: { membership: 'leave' } })

function openStore(t: TestContext): Store {
  const store = new Store({ file: ':memory:', key: new Uint8Array(32), log: silentLog })
  t.after(() => store.dispose())
  store.write((writer) => void ensureRoom(writer, known))
  return store
}

const timelineOf = (raw: object): Pick<PreparedRoom, 'timeline'> =>
  ({ timeline: { events: prepareAll([raw], known, silentLog), limited: false, prevBatch: null } })

function responseWith(room: Partial<PreparedRoom> | null, more: Partial<PreparedResponse> = {}): PreparedResponse {
  const rooms = room === null ? [] : [{ ...newRoom(known), ...room }]
  return {
    position: 'next', toDevicePosition: null, rooms, accountData: [], encryption: null, roomCount: null, isComplete: true, isExcerpt: false, ...more,
  }
}

test('what is said and read in known rooms is ordinary, and so is nothing at all', (t) => {
  const store = openStore(t)
  for (const response of [responseWith(null), responseWith({ ...timelineOf(message), membership: 'join' }), responseWith({ typing: [] })]) {
    assert.equal(store.read((reader) => isOrdinary(reader, response)), true)
  }
})

test('so is being told once more who somebody is, and nobody else', (t) => {
  const store = openStore(t)
  const ben = { type: 'm.room.member', state_key: '@ben:example.org', content: { membership: 'join' } }
  const tell = (raw: object) => responseWith({ ...timelineOf(message), state: prepareAll([event(raw)], known, silentLog) })
  const isOrdinaryTo = (raw: object): boolean => store.read((reader) => isOrdinary(reader, tell(raw)))
  assert.equal(isOrdinaryTo(ben), false)
  store.write((writer) => applyState(writer, { room: ensureRoom(writer, known), roomId: known, events: prepareAll([event(ben)], known, silentLog) }))
  assert.equal(isOrdinaryTo(ben), true)
  assert.equal(isOrdinaryTo({ ...ben, event_id: '$2', content: { membership: 'leave' } }), false)
})

test('what decides to whom things go is not: new rooms, state, who is in a room, account data', (t) => {
  const store = openStore(t)
  const state = [{ type: 'm.room.encryption', stateKey: '', eventId: null, sender: '@ben:example.org', ts: 1, content: '{}' }]
  const responses = [
    responseWith({ roomId: id('new'), ...timelineOf(message) }),
    responseWith({ membership: 'leave' }),
    responseWith({ isReplacing: true }),
    responseWith({ state: state as unknown as PreparedRoom['state'] }),
    responseWith({ removedState: [{ type: 'm.room.topic', stateKey: '' }] }),
    responseWith(timelineOf(leaves)),
    responseWith(null, { accountData: [{ type: 'm.direct', content: {} }] as unknown as PreparedResponse['accountData'] }),
  ]
  for (const response of responses) assert.equal(store.read((reader) => isOrdinary(reader, response)), false)
})
