import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pruneJson } from '../../../../main/engine/timeline/redaction.ts'

const content = (type: string, roomVersion: string, before: Record<string, unknown>) =>
  pruneJson({ event_id: '$a', type, content: before, extra: 1, unsigned: { age: 1 } }, roomVersion)['content']

test('a message keeps who said it and when, and nothing of what', () => {
  const message = {
    event_id: '$a', room_id: '!r', sender: '@a:b', type: 'm.room.message', origin_server_ts: 5, unsigned: { age: 1 },
    redacts: '$x', evil: 'text',
    content: { body: 'secret', membership: 'join' },
  }
  assert.deepEqual(pruneJson(message, '11'), {
    event_id: '$a', room_id: '!r', sender: '@a:b', type: 'm.room.message', origin_server_ts: 5, content: {},
  })
})

test('each room version keeps what its rules say', () => {
  const invite = { signed: { mxid: '@a:b' }, display_name: 'x' }
  const member = { membership: 'join', displayname: 'x', join_authorised_via_users_server: '@a:b', third_party_invite: invite }
  assert.deepEqual(content('m.room.member', '8', member), { membership: 'join' })
  assert.deepEqual(content('m.room.member', '10', member), { membership: 'join', join_authorised_via_users_server: '@a:b' })
  assert.deepEqual(content('m.room.member', '11', member), {
    membership: 'join', join_authorised_via_users_server: '@a:b', third_party_invite: { signed: { mxid: '@a:b' } },
  })
  assert.deepEqual(content('m.room.create', '10', { creator: '@a:b', room_version: '10' }), { creator: '@a:b' })
  assert.deepEqual(content('m.room.create', '11', { creator: '@a:b', room_version: '11' }), { creator: '@a:b', room_version: '11' })
  assert.deepEqual(content('m.room.join_rules', '7', { join_rule: 'restricted', allow: [] }), { join_rule: 'restricted' })
  assert.deepEqual(content('m.room.join_rules', '8', { join_rule: 'restricted', allow: [] }), { join_rule: 'restricted', allow: [] })
  assert.deepEqual(content('m.room.power_levels', '10', { invite: 5, users: {}, notifications: {} }), { users: {} })
  assert.deepEqual(content('m.room.power_levels', '11', { invite: 5, users: {}, notifications: {} }), { users: {}, invite: 5 })
  assert.deepEqual(content('m.room.aliases', '5', { aliases: ['#a:b'] }), { aliases: ['#a:b'] })
  assert.deepEqual(content('m.room.aliases', '6', { aliases: ['#a:b'] }), {})
  assert.deepEqual(content('m.room.redaction', '10', { redacts: '$x', reason: 'y' }), {})
  assert.deepEqual(content('m.room.redaction', '12', { redacts: '$x', reason: 'y' }), { redacts: '$x' })
})

test('a version with a name of its own follows the newest rules, and pruning twice is pruning once', () => {
  const event = { type: 'm.room.create', content: { room_version: 'org.example.new' } }
  assert.deepEqual(pruneJson(pruneJson(event, 'org.example.new'), 'org.example.new'), event)
})
