import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IDBKeyRange } from '../../../../../main/engine/crypto/indexed-db/keys/key-range.ts'
import { deserialize, serialize } from '../../../../../main/engine/crypto/indexed-db/values.ts'

test('objects of the platform are refused rather than emptied', () => {
  const { port1, port2 } = new MessageChannel()
  const values = [
    new Blob(['text']), new File(['text'], 'name'), new Event('x'), new AbortController().signal, new URL('https://example.org'), IDBKeyRange.only(1),
    port1, new SharedArrayBuffer(1), new Uint8Array(new SharedArrayBuffer(1)), new Proxy({}, {}),
  ]
  for (const value of values) {
    assert.throws(() => serialize(value), { name: 'DataCloneError' })
    assert.throws(() => serialize({ a: 1, value }), { name: 'DataCloneError' })
  }
  port1.close()
  port2.close()
})

test('an object of a class is stored as its properties', () => {
  class Point { x = 1; y = 2; length() { return this.x + this.y } }
  assert.deepEqual(deserialize(serialize(new Point())), { x: 1, y: 2 })
})

test('the format is the one that every V8 of these years reads', () => {
  assert.deepEqual([...serialize(0).subarray(0, 2)], [0xff, 15])
})

test('bytes that are no value are said to be unreadable', () => {
  const good = serialize({ a: 'text', b: [1, 2, 3] })
  for (let length = 0; length < good.length; length += 1) {
    assert.throws(() => deserialize(good.subarray(0, length)), { name: 'NotReadableError' })
  }
  const random = Buffer.from('ff0f6f22016122ffffffffffff0f', 'hex')
  assert.throws(() => deserialize(random), { name: 'NotReadableError' })
})
