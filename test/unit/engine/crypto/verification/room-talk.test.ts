import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomId } from '../../../../../preload/contract/index.ts'
import { readRoomTalk } from '../../../../../main/engine/crypto/verification/room-talk.ts'

const room = '!kitchen:test.example' as RoomId
const event = { event_id: '$one', sender: '@ben:test.example', origin_server_ts: 5 }
const read = (more: object) => readRoomTalk(room, JSON.stringify({ ...event, ...more }))

test('a request is known by its message type, and goes by the id of its event', () => {
  const content = { msgtype: 'm.key.verification.request', to: '@ada:test.example', from_device: 'BEN', methods: [] }
  const talk = read({ type: 'm.room.message', content })
  assert.equal(talk?.isRequest, true)
  assert.equal(talk?.flowId, '$one')
  assert.equal(talk?.to, '@ada:test.example')
  assert.equal(talk?.fromDevice, 'BEN')
  assert.deepEqual(JSON.parse(talk?.json ?? ''), { ...event, room_id: room, type: 'm.room.message', content })
})

test('what follows goes by the event that it refers to', () => {
  const content = { 'm.relates_to': { rel_type: 'm.reference', event_id: '$asked' }, key: 'k' }
  const talk = read({ type: 'm.key.verification.key', content })
  assert.equal(talk?.isRequest, false)
  assert.equal(talk?.flowId, '$asked')
})

test('everything else is none, however odd', () => {
  assert.equal(read({ type: 'm.room.message', content: { msgtype: 'm.text', body: 'm.key.verification.request' } }), null)
  assert.equal(read({ type: 'm.key.verification.key', content: {} }), null)
  assert.equal(read({ type: 'm.key.verification.key', content: { 'm.relates_to': { event_id: 'x'.repeat(300) } } }), null)
  assert.equal(read({ type: 'm.key.verification.key', content: 'no' }), null)
  assert.equal(read({ type: 'm.key.verification.key', sender: 'nobody', content: { 'm.relates_to': { event_id: '$asked' } } }), null)
  assert.equal(readRoomTalk(room, '{"type":"m.key.verification.'), null)
  assert.equal(readRoomTalk(room, '["m.key.verification.start"]'), null)
})
