import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  isRecord,
  ownArray,
  ownBoolean,
  ownNumber,
  ownRecord,
  ownRecords,
  ownString,
  ownStrings,
  ownValue,
  parseJson,
} from '../../../../main/engine/base/json.ts'

const nested = (depth: number, core: string) => '['.repeat(depth) + core + ']'.repeat(depth)

describe('parsing', () => {
  test('gives what JSON.parse gives', () => {
    const text = '{"a":[1,"two",{"three":null}],"\\"[{":"]}\\\\"}'
    assert.deepEqual(parseJson(text), JSON.parse(text))
  })

  test('keeps a hundred levels and cuts what is below to null', () => {
    assert.equal(JSON.stringify(parseJson(nested(100, '1'))), nested(100, '1'))
    assert.equal(JSON.stringify(parseJson(nested(101, '1'))), nested(100, 'null'))
  })

  test('a million levels beside a good event cost only what is too deep', () => {
    const text = `{"events":[{"deep":${nested(1_000_000, '')}},{"body":"fine"}]}`
    const parsed = parseJson(text)
    assert.ok(isRecord(parsed))
    assert.deepEqual(ownArray(parsed, 'events')?.[1], { body: 'fine' })
    assert.ok(JSON.stringify(parsed).length < 500)
  })

  test('brackets inside strings are not nesting', () => {
    const text = JSON.stringify({ body: `${'['.repeat(500)}\\"${'{'.repeat(500)}` })
    assert.deepEqual(parseJson(text), JSON.parse(text))
  })

  test('text that is too long or no JSON is refused', () => {
    assert.throws(() => parseJson('[1,2]', { maxLength: 4, maxDepth: 100 }), RangeError)
    assert.throws(() => parseJson('<html>'), SyntaxError)
  })

  test('a key named __proto__ is data, also where it is cut', () => {
    const parsed = parseJson('{"__proto__":{"polluted":{"deep":1}}}', { maxLength: 100, maxDepth: 1 })
    assert.ok(isRecord(parsed))
    assert.equal(Object.getPrototypeOf(parsed), Object.prototype)
    assert.equal(ownValue(parsed, '__proto__'), null)
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
  })
})

describe('readers of unknown values', () => {
  const record = parseJson(
    '{"text":"a","count":3,"negativeZero":-0,"huge":1e308,"half":0.5,"flag":false,"record":{},' +
      '"list":[1,"two",null,{"a":1},["b"]],"none":null}',
  )
  assert.ok(isRecord(record))

  test('give the value when it has the type', () => {
    assert.equal(ownString(record, 'text'), 'a')
    assert.equal(ownNumber(record, 'count'), 3)
    assert.ok(Object.is(ownNumber(record, 'negativeZero'), 0))
    assert.equal(ownBoolean(record, 'flag'), false)
    assert.deepEqual(ownRecord(record, 'record'), {})
    assert.deepEqual(ownStrings(record, 'list'), ['two'])
    assert.deepEqual(ownRecords(record, 'list'), [{ a: 1 }])
    assert.equal(ownArray(record, 'list')?.length, 5)
  })

  test('give undefined for everything else', () => {
    for (const key of ['text', 'none', 'list', 'missing']) assert.equal(ownNumber(record, key), undefined, key)
    for (const key of ['huge', 'half']) assert.equal(ownNumber(record, key), undefined, key)
    for (const key of ['count', 'none', 'missing']) assert.equal(ownString(record, key), undefined, key)
    for (const key of ['list', 'none', 'text', 'missing']) assert.equal(ownRecord(record, key), undefined, key)
    for (const key of ['record', 'none', 'missing']) assert.equal(ownArray(record, key), undefined, key)
  })

  test('do not see what every object inherits', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      assert.equal(ownValue(record, key), undefined, key)
      assert.equal(ownRecord(record, key), undefined, key)
    }
  })
})
