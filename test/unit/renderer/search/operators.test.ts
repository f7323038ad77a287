import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  append, dayOf, hasAnyOf, hasOperator, replaceOperators, searchable, toggleOperator, typedPerson,
} from '../../../../renderer/search/operators.ts'

describe('an operator', () => {
  test('is put at the end with room to go on writing, and taken out again wherever it stands', () => {
    assert.equal(toggleOperator('', 'has:file'), 'has:file ')
    assert.equal(toggleOperator('tide table', 'has:file'), 'tide table has:file ')
    assert.equal(toggleOperator('tide HAS:FILE table', 'has:file'), 'tide table')
    assert.equal(toggleOperator('has:file ', 'has:file'), '')
    assert.equal(append('tide ', 'from:'), 'tide from:')
  })

  test('is not found inside of a phrase or of another word', () => {
    assert.equal(hasOperator('"see has:file here"', 'has:file'), false)
    assert.equal(hasOperator('has:files', 'has:file'), false)
    assert.equal(hasOperator('tide has:file', 'has:file'), true)
    assert.equal(hasAnyOf('tide "on: monday"', ['on']), false)
    assert.equal(hasAnyOf('tide On:2024', ['on', 'before']), true)
  })

  test('of time takes the place of others of its kind, and a phrase stays whole', () => {
    const times = ['on', 'before', 'after'] as const
    assert.equal(replaceOperators('after:2023 "two words" before:2024', times, 'after:2024-03-14'), '"two words" after:2024-03-14 ')
    assert.equal(replaceOperators('tide on:2024', times), 'tide ')
    assert.equal(replaceOperators('on:2024', times), '')
  })

  test('that waits for its value is not searched for yet', () => {
    assert.equal(searchable(' tide from: '), 'tide')
    assert.equal(searchable('from:'), '')
    assert.equal(searchable('see http:'), 'see http:')
    assert.equal(searchable('from:anna'), 'from:anna')
  })
})

describe('a person that is being typed', () => {
  test('is the operator that the caret stands in', () => {
    assert.deepEqual(typedPerson('tide from:an table', 12), { start: 5, end: 12, typed: 'an' })
    assert.deepEqual(typedPerson('from:', 5), { start: 0, end: 5, typed: '' })
    assert.deepEqual(typedPerson('from:"Anna B', 12), { start: 0, end: 12, typed: 'Anna B' })
  })

  test('is nobody elsewhere, and done once the whole id is there', () => {
    assert.equal(typedPerson('tide from:an table', 18), null)
    assert.equal(typedPerson('from:an', 0), null)
    assert.equal(typedPerson('from:@anna:harbour.example', 26), null)
    assert.equal(typedPerson('xfrom:an', 8), null)
  })
})

test('a day is written as the operators of time take it', () => {
  assert.equal(dayOf(new Date(2024, 2, 4, 23, 59).getTime()), '2024-03-04')
})
