import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ended, LocalId, Outcome, RoomId, UserId } from '../../../../preload/contract/index.ts'
import { afterQueued, type Followed } from '../../../../renderer/dialogs/after-queued.ts'

const follow = (ended: Outcome<Ended>): Promise<Followed> =>
  afterQueued({ call: () => Promise.resolve(ended) }, '@a:x.org' as UserId, { localId: 'cw1' as LocalId })
const end = (given: Partial<Ended>): Outcome<Ended> =>
  ({ ok: true, value: { state: 'done', eventId: null, roomId: null, code: null, reason: null, ...given } })

test('what was queued is followed to its room', async () => {
  assert.deepEqual(await follow(end({ roomId: '!r' as RoomId })), { how: 'done', roomId: '!r' })
})

test('what waits for the network happens later, and is not a failure', async () => {
  assert.deepEqual(await follow(end({ state: 'waiting' })), { how: 'later' })
})

test('what was refused says why', async () => {
  assert.deepEqual(await follow(end({ state: 'failed', reason: 'not allowed' })), { how: 'failed', reason: 'not allowed' })
  assert.deepEqual(await follow({ ok: false, failure: { code: 'bug', message: 'broken' } }), { how: 'failed', reason: 'broken' })
})
