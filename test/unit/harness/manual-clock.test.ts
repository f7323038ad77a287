import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ManualClock } from '../../harness/manual-clock.ts'

describe('the manual clock', () => {
  test('wakes sleepers in their order, each at its own moment', async () => {
    const clock = new ManualClock(0)
    const woken: string[] = []
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms)
      woken.push(`${name} at ${clock.now()}`)
    }
    void sleep('late', 300)
    void sleep('early', 100).then(() => sleep('again', 50))
    await clock.advance(200)
    assert.deepEqual(woken, ['early at 100', 'again at 150'])
    assert.deepEqual([clock.now(), clock.sleeping], [200, [100]])
    await clock.advance(100)
    assert.equal(woken.at(-1), 'late at 300')
  })

  test('lets a sleeper go when its signal is aborted, and forgets it', async () => {
    const clock = new ManualClock()
    const reason = new Error('enough')
    const controller = new AbortController()
    const sleeping = clock.sleep(1_000, controller.signal)
    controller.abort(reason)
    await assert.rejects(sleeping, reason)
    await assert.rejects(clock.sleep(1_000, controller.signal), reason)
    assert.deepEqual(clock.sleeping, [])
  })

  test('tells when somebody has gone to sleep', async () => {
    const clock = new ManualClock()
    const both = clock.untilSleeping(2)
    void clock.sleep(1)
    void clock.sleep(2)
    await both
    await clock.advance(2)
    assert.deepEqual(clock.sleeping, [])
  })
})
