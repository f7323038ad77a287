import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutedRooms } from '../../../../main/engine/rooms/push-rules.ts'

const forRoom = { kind: 'event_match', key: 'room_id', pattern: '!a:x' }
const muted = (...override: readonly unknown[]) => [...mutedRooms({ global: { override } })]

test('a room is muted by a rule for it alone that does nothing', () => {
  assert.deepEqual(muted({ rule_id: '!a:x', enabled: true, actions: [], conditions: [forRoom] }), ['!a:x'])
  assert.deepEqual(muted({ rule_id: '!a:x', actions: ['dont_notify'], conditions: [forRoom] }), ['!a:x'])
})

test('a rule that is off, notifies, or has other conditions mutes nothing', () => {
  assert.deepEqual(muted({ enabled: false, actions: [], conditions: [forRoom] }), [])
  assert.deepEqual(muted({ actions: ['notify'], conditions: [forRoom] }), [])
  assert.deepEqual(muted({ actions: [], conditions: [forRoom, { kind: 'event_match', key: 'type', pattern: 'x' }] }), [])
  assert.deepEqual(muted({ actions: [], conditions: [] }), [])
  assert.deepEqual(muted({ rule_id: '.m.rule.master', enabled: true, actions: [] }), [])
})

test('nonsense mutes nothing', () => {
  for (const content of [
    null,
    {},
    { global: [] },
    { global: { override: {} } },
    { global: { override: [1, null, { conditions: 'x', actions: {} }] } },
  ]) {
    assert.equal(mutedRooms(content as never).size, 0)
  }
})
