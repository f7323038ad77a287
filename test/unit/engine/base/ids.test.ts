import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newLocalId, randomId } from '../../../../main/engine/base/ids.ts'
import { isLocalId } from '../../../../preload/contract/ids.ts'

test('local ids are what the contract accepts, and all different', () => {
  const ids = new Set(Array.from({ length: 1_000 }, () => newLocalId()))
  assert.equal(ids.size, 1_000)
  assert.ok([...ids].every(isLocalId))
})

test('a random id has two characters for each byte asked for', () => {
  assert.match(randomId(8), /^[0-9a-f]{16}$/)
})
