import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { applyState } from '../../../../main/engine/rooms/apply-state.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { ensureRoom, markEncrypted } from '../../../../main/engine/store/tables/rooms.ts'
import { isOrdinary } from '../../../../main/engine/sync/ordinary-news.ts'
import { newRoom, type PreparedResponse, type PreparedRoom } from '../../../../main/engine/sync/prepared-response.ts'
import { prepareAll } from '../../../../main/engine/timeline/prepare-all.ts'
import { id, me } from '../rooms/house.ts'

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
    assert.equal(store.read((reader) => isOrdinary(reader, response, me.userId)), true)
  }
})

const isOrdinaryTo = (store: Store, response: PreparedResponse): boolean => store.read((reader) => isOrdinary(reader, response, me.userId))
const stateOf = (raw: object): Pick<PreparedRoom, 'state'> => ({ state: prepareAll([event(raw)], known, silentLog) })
const joins = { type: 'm.room.member', state_key: '@ben:example.org', content: { membership: 'join' } }

test('so is what happens in a room in the clear, but that it is encrypted from now on, and what becomes of me there', (t) => {
  const store = openStore(t)
  for (const raw of [joins, leaves, { type: 'm.room.topic', state_key: '', content: { topic: 'new' } }]) {
    assert.deepEqual([responseWith(timelineOf(event(raw))), responseWith(stateOf(raw))].map((response) => isOrdinaryTo(store, response)), [true, true])
  }
  for (const raw of [{ type: 'm.room.encryption', state_key: '', content: {} }, { ...joins, state_key: me.userId }]) {
    assert.deepEqual([responseWith(timelineOf(event(raw))), responseWith(stateOf(raw))].map((response) => isOrdinaryTo(store, response)), [false, false])
  }
})

test('in an encrypted room only being told once more who somebody is', (t) => {
  const store = openStore(t)
  const tell = (more: object = {}, raw: object = joins) => isOrdinaryTo(store, responseWith(
    { timeline: { events: prepareAll([message], known, silentLog), limited: false, prevBatch: null, ...more }, ...stateOf(raw) },
  ))
  store.write((writer) => markEncrypted(writer, known))
  assert.equal(tell(), false, 'it says for whom things are encrypted')
  store.write((writer) => applyState(writer, { room: ensureRoom(writer, known), roomId: known, events: stateOf(joins).state }))
  assert.deepEqual([tell(), tell({ limited: true }), tell({}, { ...leaves, event_id: '$2' })], [true, false, false])
  assert.equal(isOrdinaryTo(store, responseWith(timelineOf({ ...leaves, event_id: '$3' }))), false)
})

test('what decides to whom things go is not: new rooms, whether I am in one, a room told anew, account data', (t) => {
  const store = openStore(t)
  const responses = [
    responseWith({ roomId: id('new'), ...timelineOf(message) }),
    responseWith({ membership: 'leave' }),
    responseWith({ isReplacing: true }),
    responseWith({ removedState: [{ type: 'm.room.topic', stateKey: '' }] }),
    responseWith(null, { accountData: [{ type: 'm.direct', content: {} }] as unknown as PreparedResponse['accountData'] }),
  ]
  for (const response of responses) assert.equal(isOrdinaryTo(store, response), false)
})
