import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffDelay } from '../../../../main/engine/base/backoff.ts'

const upper = { baseMs: 1_000, capMs: 30_000, random: () => 1 }

test('the ceiling doubles with each attempt, up to the cap', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 2_000].map((attempt) => backoffDelay(attempt, upper)),
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
  )
})

test('the delay lies anywhere between nothing and the ceiling', () => {
  assert.equal(backoffDelay(3, { ...upper, random: () => 0 }), 0)
  assert.equal(backoffDelay(3, { ...upper, random: () => 0.5 }), 4_000)
})
