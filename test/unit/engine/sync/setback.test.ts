import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HomeserverError, type HomeserverErrorCode } from '../../../../main/engine/matrix/errors.ts'
import { StoreError } from '../../../../main/engine/store/store-error.ts'
import { judge, type Circumstances } from '../../../../main/engine/sync/setback.ts'

const judged = (error: unknown, more: Partial<Circumstances> = {}) => judge(
  error, { hasPosition: true, attempt: 0, random: () => 0.5, ...more },
)
const of = (code: HomeserverErrorCode, details = {}) => new HomeserverError(code, details)

describe('a round that failed', () => {
  test('is told apart by what can be done about it', () => {
    const cases: readonly (readonly [HomeserverErrorCode, string])[] = [
      ['aborted', 'ask-again'], ['unknown-token', 'sign-out'], ['unknown-pos', 'begin-anew'], ['bad-request', 'begin-anew'],
      ['offline', 'await-network'], ['timeout', 'await-network'], ['not-matrix', 'await-network'], ['rate-limited', 'pause'],
      ['server-error', 'pause'], ['forbidden', 'pause'], ['user-locked', 'pause'],
    ]
    for (const [code, then] of cases) assert.equal(judged(of(code)).then, then, code)
  })

  test('for want of a position is not the fault of the position', () => {
    assert.equal(judged(of('unknown-pos'), { hasPosition: false }).then, 'pause')
    assert.equal(judged(of('bad-request'), { hasPosition: false }).then, 'pause')
  })

  test('waits as the server asks, longer where it refused for good, longer each time', () => {
    const ms = (error: unknown, attempt = 0) => {
      const setback = judged(error, { attempt })
      return setback.then === 'ask-again' ? 0 : setback.ms
    }
    assert.equal(ms(of('rate-limited', { retryAfterMs: 12_345 })), 12_345)
    assert.ok(ms(of('forbidden')) >= 30_000)
    assert.ok(ms(of('server-error'), 4) > ms(of('server-error'), 0))
    assert.equal(ms(of('unknown-pos')), 0)
    assert.ok(ms(of('unknown-pos'), 3) > 0)
  })

  test('of the store stops the loop for a while, with its own words; a bug says that it is one', () => {
    const full = judged(new StoreError('disk-full', 'The disk is full.'))
    assert.deepEqual(
      [full.then, full.then === 'pause' && full.as, full.then === 'pause' && full.reason], ['pause', 'stopped', 'The disk is full.'],
    )
    const bug = judged(new TypeError('x is not a function'))
    assert.ok(bug.then === 'pause' && bug.as === 'stopped' && !bug.reason.includes('x is not') && bug.ms >= 2_000)
  })

  test('by rate limits alone leaves those waiting who wait for news', () => {
    const isFinal = (code: HomeserverErrorCode) => {
      const setback = judged(of(code))
      return setback.then !== 'ask-again' && setback.isFinalForNow
    }
    assert.deepEqual(
      [isFinal('rate-limited'), isFinal('unknown-pos'), isFinal('offline'), isFinal('unknown-token')], [false, false, true, true],
    )
  })
})
