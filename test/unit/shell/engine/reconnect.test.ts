import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reconnectAll } from '../../../../main/shell/engine/reconnect.ts'

test('after the computer woke up, every account tries the network', async () => {
  const asked: unknown[] = []
  await reconnectAll(async (method, params) => {
    asked.push([method, params])
    return { ok: true, value: method === 'account.list' ? [{ userId: '@a:example.org' }, { userId: '@b:example.org' }] : {} }
  })
  assert.deepEqual(asked, [
    ['account.list', {}], ['account.reconnect', { account: '@a:example.org' }], ['account.reconnect', { account: '@b:example.org' }],
  ])
})

test('an engine that is locked has no account to wake', async () => {
  const asked: string[] = []
  await reconnectAll(async (method) => {
    asked.push(method)
    return { ok: false, failure: { code: 'locked', message: 'locked' } }
  })
  assert.deepEqual(asked, ['account.list'])
})
