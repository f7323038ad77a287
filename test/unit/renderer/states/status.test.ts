import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccountRow, AppRow, DeviceId, UserId } from '../../../../preload/contract/index.ts'
import { statusOf } from '../../../../renderer/states/status.ts'

const account = (given: Partial<AccountRow> = {}): AccountRow => ({
  key: '@a:x.org' as UserId, userId: '@a:x.org' as UserId, deviceId: 'D' as DeviceId, homeserver: 'https://x.org', name: 'A', avatar: null,
  connection: 'online', retryAt: null, reason: null, remedy: null, firstSync: null, indexing: null, unread: 0, mentions: 0, waiting: 0, failed: 0, ...given,
})
const app = (engine: AppRow['engine']): AppRow =>
  ({ key: 'app', version: '1', platform: 'linux', engine, lock: null, message: null, isStandInRuntime: false })

test('all well, and a first contact, are nothing to speak of', () => {
  assert.equal(statusOf(app('ready'), account()), null)
  assert.equal(statusOf(app('ready'), account({ connection: 'connecting' })), null)
})

test('one thing is told at a time, the worst of them', () => {
  assert.deepEqual(statusOf(app('restarting'), account({ connection: 'offline' })), { kind: 'restarting' })
  assert.deepEqual(statusOf(app('ready'), account({ connection: 'offline', firstSync: { done: 1, total: 2 } })), { kind: 'offline' })
  assert.deepEqual(statusOf(app('ready'), account({ connection: 'signed-out' })), { kind: 'signed-out' })
  assert.deepEqual(statusOf(app('ready'), account({ connection: 'stopped', reason: 'full' })), { kind: 'stopped', reason: 'full', remedy: null })
  assert.deepEqual(statusOf(app('ready'), account({ firstSync: { done: 1, total: 2 } })), { kind: 'first-sync', done: 1, total: 2 })
})
