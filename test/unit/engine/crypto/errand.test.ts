import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { CryptoError } from '../../../../main/engine/crypto/crypto-error.ts'
import { Errand } from '../../../../main/engine/crypto/errand.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

/** An errand whose attempts end as they are told to, one after another; the last one goes for all that follow. */
function errandOf(...ends: readonly (Error | null | Promise<void>)[]) {
  const clock = new ManualClock()
  const connectivity = new Connectivity({ clock, random: () => 0.5, log: silentLog })
  let attempts = 0
  const job = async (): Promise<void> => {
    const end = ends[Math.min(attempts, ends.length - 1)]
    attempts += 1
    if (end instanceof Error) throw end
    await end
  }
  const errand = new Errand({ name: 'test', job, connectivity, clock, random: () => 0.5, log: silentLog })
  return { clock, errand, attempts: () => attempts }
}

describe('an errand', () => {
  test('that is wanted again while it is done is done once more, and not more often', async () => {
    const gate = Promise.withResolvers<void>()
    const { errand, attempts, clock } = errandOf(gate.promise, null)
    errand.wake()
    await clock.advance(0)
    for (let again = 0; again < 3; again += 1) errand.wake()
    assert.equal(attempts(), 1)
    gate.resolve()
    await clock.advance(0)
    assert.equal(attempts(), 2)
    await errand.stop()
  })

  test('that is wanted in the very moment in which it ends is done once more', async () => {
    for (let moment = 0; moment < 20; moment += 1) {
      const gate = Promise.withResolvers<void>()
      const { errand, attempts, clock } = errandOf(gate.promise, null)
      errand.wake()
      await clock.advance(0)
      gate.resolve()
      for (let passed = 0; passed < moment; passed += 1) await Promise.resolve()
      errand.wake()
      await clock.advance(0)
      assert.equal(attempts(), 2)
      await errand.stop()
    }
  })

  test('is tried again after a pause, which grows, when the server fails', async () => {
    const { errand, attempts, clock } = errandOf(new HomeserverError('server-error'), new HomeserverError('server-error'), null)
    errand.wake()
    await clock.advance(0)
    assert.deepEqual([attempts(), clock.sleeping], [1, [1000]])
    await clock.advance(1000)
    assert.deepEqual([attempts(), clock.sleeping], [2, [2000]])
    await clock.advance(2000)
    assert.deepEqual([attempts(), clock.sleeping], [3, []])
    await errand.stop()
  })

  test('waits for as long as the server says, or until somebody wants it now', async () => {
    const { errand, attempts, clock } = errandOf(new HomeserverError('rate-limited', { retryAfterMs: 90_000 }), null)
    errand.wake()
    await clock.advance(0)
    assert.deepEqual(clock.sleeping, [90_000])
    errand.wake()
    await clock.advance(0)
    assert.equal(attempts(), 2)
    await errand.stop()
  })

  test('rests after what no repeating mends, until it is wanted again', async () => {
    for (const error of [new HomeserverError('forbidden'), new HomeserverError('unknown-token'), new CryptoError('damaged', 'No.'), new Error('a bug')]) {
      const { errand, attempts, clock } = errandOf(error, null)
      errand.wake()
      await clock.advance(60 * 60_000)
      assert.equal(attempts(), 1)
      errand.wake()
      await clock.advance(0)
      assert.equal(attempts(), 2)
      await errand.stop()
    }
  })

  test('ends in the middle of a pause, and does nothing afterwards', async () => {
    const { errand, attempts, clock } = errandOf(new HomeserverError('server-error'))
    errand.wake()
    await clock.advance(0)
    await errand.stop()
    errand.wake()
    await clock.advance(60 * 60_000)
    assert.deepEqual([attempts(), clock.sleeping], [1, []])
  })
})
