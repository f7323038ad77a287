import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromWire, toWire } from '../../../../main/engine/api/wire-json.ts'

describe('a message as a line of JSON', () => {
  test('carries bytes both ways', () => {
    const message = { id: 1, params: { source: { bytes: new Uint8Array([0, 128, 255]), name: 'x' } } }
    assert.deepEqual(fromWire(toWire(message)), message)
    assert.deepEqual(fromWire(toWire({ bytes: Buffer.from([1, 2]).subarray(1) })), { bytes: new Uint8Array([2]) })
  })

  test('is one line, whatever is in it', () => {
    assert.equal(toWire({ text: 'one\ntwo\u2028' }).includes('\n'), false)
  })

  test('takes an object for bytes only when it says nothing else', () => {
    assert.deepEqual(fromWire('{"$bytes":"AQ==","more":1}'), { $bytes: 'AQ==', more: 1 })
    assert.deepEqual(fromWire('{"$bytes":7}'), { $bytes: 7 })
  })

  test('reaches no prototype', () => {
    const read = fromWire('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false)
    assert.equal('polluted' in {}, false)
    assert.equal(Object.getPrototypeOf(read), Object.prototype)
  })

  test('is refused when it is no JSON', () => {
    assert.throws(() => fromWire('{"id":'), SyntaxError)
  })
})
