import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { withRetries } from '../../../../main/engine/matrix/retry.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

function failing(...failures: readonly unknown[]) {
  const left = [...failures]
  const job = async () => {
    if (left.length > 0) throw left.shift()
    return 'done'
  }
  return { job, left }
}

describe('retries', () => {
  test('wait as long as the server asks for, otherwise longer each time', async () => {
    const clock = new ManualClock(0)
    const { job } = failing(
      new HomeserverError('server-error'),
      new HomeserverError('rate-limited', { retryAfterMs: 7_000 }),
      new HomeserverError('offline'),
    )
    const result = withRetries(job, { clock, random: () => 1, attempts: 9 })
    for (const pause of [1_000, 7_000, 4_000]) {
      await clock.untilSleeping()
      assert.deepEqual(clock.sleeping, [pause])
      await clock.advance(pause)
    }
    assert.equal(await result, 'done')
  })

  test('are not made for what will not get better', async () => {
    const { job, left } = failing(new HomeserverError('forbidden'), new HomeserverError('forbidden'))
    await assert.rejects(withRetries(job, { clock: new ManualClock(), random: () => 1, attempts: 9 }), { code: 'forbidden' })
    assert.equal(left.length, 1)
  })

  test('end with the last failure when there were enough of them', async () => {
    const clock = new ManualClock()
    const { job } = failing(new HomeserverError('timeout'), new HomeserverError('offline'))
    const result = assert.rejects(withRetries(job, { clock, random: () => 1, attempts: 2 }), { code: 'offline' })
    await clock.untilSleeping()
    await clock.advance(1_000)
    await result
  })

  test('end when the caller gives up', async () => {
    const clock = new ManualClock()
    const controller = new AbortController()
    const { job } = failing(new HomeserverError('offline'))
    const result = withRetries(job, { clock, random: () => 1, attempts: 2, signal: controller.signal })
    await clock.untilSleeping()
    controller.abort(new Error('closing'))
    await assert.rejects(result, /closing/)
  })
})
