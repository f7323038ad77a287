import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sliceToAsk } from '../../../../renderer/ui/list-window.ts'

describe('the window of a long list', () => {
  test('what is on the screen is always inside of what was asked for, however one scrolls', () => {
    const total = 3000
    for (const step of [1, 7, 40, 300, 2000]) {
      let held = { from: 0, count: 60 }
      for (let first = 0; first < total; first += step) {
        const visible = { first, last: Math.min(total - 1, first + 14) }
        held = sliceToAsk(visible, held, total) ?? held
        const isInside = held.from <= visible.first && held.from + held.count > visible.last
        assert.ok(isInside, `${JSON.stringify(visible)} in ${JSON.stringify(held)}`)
      }
    }
  })

  test('a slow scroll asks seldom', () => {
    let held = { from: 0, count: 60 }
    let asked = 0
    for (let first = 0; first < 1000; first += 1) {
      const slice = sliceToAsk({ first, last: first + 14 }, held, 3000)
      if (slice === null) continue
      asked += 1
      held = slice
    }
    assert.ok(asked < 50, `asked ${asked} times for 1000 rows`)
  })

  test('a list that is all there asks for nothing', () => {
    assert.equal(sliceToAsk({ first: 0, last: 9 }, { from: 0, count: 10 }, 10), null)
    assert.equal(sliceToAsk({ first: 3, last: 9 }, { from: 0, count: 10 }, 10), null)
  })

  test('at the start there is nothing above to ask for', () => {
    assert.equal(sliceToAsk({ first: 0, last: 14 }, { from: 0, count: 60 }, 500), null)
  })
})
