import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '../../../../main/engine/base/clock.ts'

describe('the system clock', () => {
  test('sleeps and wakes', async () => {
    const before = systemClock.now()
    await systemClock.sleep(5)
    assert.ok(systemClock.now() >= before)
  })

  test('a sleep that is aborted rejects with the reason of its signal', async () => {
    const controller = new AbortController()
    const sleeping = systemClock.sleep(60_000, controller.signal)
    const reason = new Error('no longer wanted')
    controller.abort(reason)
    await assert.rejects(sleeping, reason)
  })

  test('a sleep longer than a timer can be does not end at once', async () => {
    const controller = new AbortController()
    const sleeping = systemClock.sleep(2 ** 32, controller.signal)
    await systemClock.sleep(10)
    controller.abort(new Error('still asleep'))
    await assert.rejects(sleeping, /still asleep/)
  })

  test('a signal that is aborted already never starts the sleep', async () => {
    await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort(new Error('too late'))), /too late/)
  })
})
