import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveThrough } from '../../reliability/life.ts'
import { protocols } from './device.ts'

// The same lives, many more of them, are `npm run reliability`.
for (const [place, kind] of protocols.entries()) {
  test(`an engine that is killed again and again over ${kind} loses nothing and doubles nothing`, async () => {
    const { events } = await liveThrough({ seed: 41 + place, kind, runs: 3 })
    assert.ok(events > 300)
  })
}
