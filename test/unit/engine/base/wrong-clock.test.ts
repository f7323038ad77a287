import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { Watchdog } from '../../../../main/engine/matrix/watchdog.ts'
import { Frames } from '../../../../main/engine/views/frames.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

// Whatever the time of day does, what is due in a moment is due in a moment.
const yearMs = 365 * 86_400_000

for (const [way, ms] of [['back', -yearMs], ['forward', yearMs]] as const) {
  describe(`when the clock is put ${way} by a year`, () => {
    test('a request may be silent as long as before, and no longer', async () => {
      const clock = new ManualClock()
      const watchdog = new Watchdog(clock, { idleMs: 30_000 })
      await clock.advance(10_000)
      clock.set(ms)
      watchdog.touch()
      await clock.advance(29_000)
      assert.equal(watchdog.signal.aborted, false)
      await clock.advance(1_000)
      assert.equal(watchdog.signal.aborted, true)
    })

    test('a server that is away is tried when it would have been', async () => {
      const clock = new ManualClock()
      const connectivity = new Connectivity({ clock, random: () => 1, log: silentLog })
      connectivity.succeeded()
      await clock.advance(1)
      connectivity.failed(new HomeserverError('offline'), clock.uptime())
      let isTried = false
      void connectivity.untilTry().then(() => { isTried = true })
      clock.set(ms)
      await clock.advance(900)
      assert.equal(isTried, false)
      await clock.advance(200)
      assert.equal(isTried, true)
    })

    test('what windows show goes on with the next frame', async () => {
      const clock = new ManualClock()
      const frames = new Frames({ clock, log: silentLog })
      let drawn = 0
      frames.request(() => { drawn += 1 })
      await clock.advance(20)
      clock.set(ms)
      frames.request(() => { drawn += 1 })
      await clock.advance(20)
      assert.equal(drawn, 2)
    })
  })
}
