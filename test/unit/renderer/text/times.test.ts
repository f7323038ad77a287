import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefTime, dayName, daysAgo } from '../../../../renderer/text/times.ts'

const at = (month: number, day: number, hour = 12, minute = 4, year = 2026): number =>
  new Date(year, month - 1, day, hour, minute).getTime()
// A Monday.
const now = at(11, 23)

describe('times', () => {
  test('a list shows the time today, then the weekday, then the date', () => {
    const brief = (ts: number): string => briefTime(ts, now, 'en-GB')
    assert.equal(brief(at(11, 23, 9)), '09:04')
    assert.equal(brief(at(11, 22, 23, 59)), 'Sun')
    assert.equal(brief(at(11, 17)), 'Tue')
    assert.equal(brief(at(11, 16)), '16 Nov')
    assert.equal(brief(at(12, 31, 12, 4, 2025)), '31/12/25')
  })

  test('nothing known is nothing shown, and a clock that is ahead shows its time', () => {
    assert.equal(briefTime(0, now, 'en-GB'), '')
    assert.equal(briefTime(now + 3_600_000, now, 'en-GB'), '13:04')
  })

  test('it is yesterday from midnight on, not after 24 hours', () => {
    assert.equal(daysAgo(at(11, 22, 23, 59), at(11, 23, 0, 1)), 1)
    assert.equal(daysAgo(at(11, 23, 0, 1), at(11, 23, 23, 59)), 0)
  })

  test('days keep their count where the clock is set back or forward', () => {
    const night = (day: number): number => at(1, day, 0, 30)
    for (let day = 1; day < 365; day += 1) assert.equal(daysAgo(night(day), night(day + 1)), 1)
  })

  test('the heading above a day names it as people do', () => {
    const name = (ts: number, tag = 'en-GB'): string => dayName(ts, now, tag)
    assert.equal(name(now), 'today')
    assert.equal(name(at(11, 22)), 'yesterday')
    assert.equal(name(at(11, 20)), 'Friday')
    assert.equal(name(at(11, 2)), '2 November')
    assert.equal(name(at(11, 2, 12, 0, 2024)), '2 November 2024')
    assert.equal(name(at(11, 22), 'de'), 'gestern')
  })
})
