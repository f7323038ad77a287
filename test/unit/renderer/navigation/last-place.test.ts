import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { LastPlace } from '../../../../renderer/navigation/last-place.ts'

describe('where the user was last', () => {
  test('is written once they rest, and only the room they rest in', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const write = mock.fn()
    const last = new LastPlace(write)
    for (const lastRoom of ['!a:x.org', '!b:x.org', '!c:x.org']) {
      last.note({ lastRoom, lastAccount: '@me:x.org' })
      t.mock.timers.tick(400)
    }
    assert.equal(write.mock.callCount(), 0)
    t.mock.timers.tick(1_000)
    assert.deepEqual(write.mock.calls.map(({ arguments: [place] }) => place), [{ lastRoom: '!c:x.org', lastAccount: '@me:x.org' }])
  })

  test('is written at once when the window goes, and not a second time', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const write = mock.fn()
    const last = new LastPlace(write)
    last.note({ lastRoom: '!a:x.org', lastAccount: '@me:x.org' })
    last.keep()
    last.keep()
    t.mock.timers.tick(5_000)
    assert.equal(write.mock.callCount(), 1)
  })
})
