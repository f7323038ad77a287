import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeKey, firstKeyLength } from '../../../../../main/engine/crypto/indexed-db/keys/decode-key.ts'
import { encodeKey, encodeMultiEntryKeys } from '../../../../../main/engine/crypto/indexed-db/keys/encode-key.ts'
import { compareKeys, type Key, type KeyValue } from '../../../../../main/engine/crypto/indexed-db/keys/key.ts'
import { randomKey, sequence } from './random-keys.ts'

function encode(value: unknown): Key {
  const key = encodeKey(value)
  assert.ok(key, `not a key: ${String(value)}`)
  return key
}

/** The specification's own words, "compare two keys", over values. */
function compareValues(a: KeyValue, b: KeyValue): number {
  const order = rank(a) - rank(b)
  if (order !== 0) return Math.sign(order)
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
      const [left, right] = [a[index], b[index]]
      if (left === undefined || right === undefined) throw new Error('A hole')
      const within = compareValues(left, right)
      if (within !== 0) return within
    }
    return Math.sign(a.length - b.length)
  }
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) return Buffer.compare(new Uint8Array(a), new Uint8Array(b))
  const [left, right] = [a instanceof Date ? a.getTime() : a, b instanceof Date ? b.getTime() : b]
  return left < right ? -1 : left > right ? 1 : 0
}

function rank(value: KeyValue): number {
  if (Array.isArray(value)) return 5
  if (value instanceof ArrayBuffer) return 4
  if (value instanceof Date) return 2
  return typeof value === 'string' ? 3 : 1
}

test('the bytes of any two keys compare as the specification compares the keys', () => {
  const random = sequence(1)
  for (let round = 0; round < 40_000; round += 1) {
    const a = randomKey(random)
    const b = round % 5 === 0 ? a : randomKey(random)
    assert.equal(compareKeys(encode(a), encode(b)), compareValues(a, b), `${JSON.stringify(a)} and ${JSON.stringify(b)}`)
  }
})

test('every key comes back as it was', () => {
  const random = sequence(2)
  for (let round = 0; round < 20_000; round += 1) {
    const key = randomKey(random)
    assert.deepEqual(decodeKey(encode(key)), key)
  }
})

test('two keys in a row sort as a pair, and can be told apart', () => {
  const random = sequence(3)
  for (let round = 0; round < 20_000; round += 1) {
    const [a, b, c, d] = [randomKey(random), randomKey(random), randomKey(random), randomKey(random)]
    const first = Buffer.concat([encode(a), encode(b)])
    const second = Buffer.concat([encode(round % 2 ? a : c), encode(d)])
    const wanted = compareValues(a, round % 2 ? a : c) || compareValues(b, d)
    assert.equal(compareKeys(first, second), wanted)
    assert.equal(firstKeyLength(first), encode(a).length)
  }
})

test('what lies at the edges of a type stands where it belongs', () => {
  const ordered: readonly KeyValue[] = [
    -Infinity, -Number.MAX_VALUE, -1, -Number.MIN_VALUE, 0, Number.MIN_VALUE, 1, 2 ** 53, Number.MAX_VALUE, Infinity,
    new Date(-8.64e15), new Date(-1), new Date(0), new Date(8.64e15),
    '', '\0', '\0\0', '\u0001', 'a', 'a\0', 'aa', 'b', '~', '\u007f', '\u0080', '\u407e', '\u407f', '\ud83d\ude00', '\ud83e', '\udc00', '\uffff',
    new ArrayBuffer(0), Uint8Array.of(0).buffer, Uint8Array.of(0, 0).buffer, Uint8Array.of(0, 255).buffer, Uint8Array.of(1).buffer,
    Uint8Array.of(2).buffer, Uint8Array.of(255).buffer,
    [], [0], [0, 0], [''], ['a'], ['a', 1], [[]], [[], 0], [[1]],
  ]
  ordered.forEach((a, i) => ordered.forEach((b, j) => {
    assert.equal(compareKeys(encode(a), encode(b)), Math.sign(i - j), `places ${i} and ${j}`)
  }))
})

test('zero has one key, whatever its sign', () => {
  assert.deepEqual(encode(-0), encode(0))
  assert.ok(Object.is(decodeKey(encode(-0)), 0))
})

test('a view stands for the bytes it shows', () => {
  const bytes = Uint8Array.of(9, 1, 2, 3, 9)
  assert.deepEqual(decodeKey(encode(bytes.subarray(1, 4))), Uint8Array.of(1, 2, 3).buffer)
  assert.deepEqual(encode(new DataView(bytes.buffer, 1, 3)), encode(Uint8Array.of(1, 2, 3)))
})

test('a key of a million characters is a key', () => {
  const long = '\uffffa\u0100'.repeat(333_333)
  assert.equal(decodeKey(encode(long)), long)
})

test('what is no key has none', () => {
  const around: unknown[] = []
  around.push(around)
  const detached = new ArrayBuffer(4)
  const view = new Uint8Array(detached)
  structuredClone(detached, { transfer: [detached] })
  let deep: unknown = 0
  for (let depth = 0; depth < 10_000; depth += 1) deep = [deep]
  const hole = [1, , 2]
  const values = [
    NaN, new Date(NaN), undefined, null, true, {}, () => 1, Symbol('key'), 1n, /a/, new String('a'), new Number(1), new Map(),
    [undefined], [1, [null]], [NaN], hole, around, detached, view, new SharedArrayBuffer(1), deep, new Proxy([], {}),
  ]
  for (const value of values) assert.equal(encodeKey(value), null)
})

test('an array within an array twice is no circle', () => {
  const inner = [1]
  assert.deepEqual(decodeKey(encode([inner, inner])), [[1], [1]])
})

test('an exception of a getter comes through', () => {
  const array = [1]
  Object.defineProperty(array, 0, { get: () => { throw new RangeError('mine') }, enumerable: true })
  assert.throws(() => encodeKey(array), RangeError)
})

test('of several entries each valid one counts once', () => {
  const keys = encodeMultiEntryKeys(['b', 1, 'b', null, NaN, [2], [2]])
  assert.deepEqual(keys?.map(decodeKey), ['b', 1, [2]])
  assert.deepEqual(encodeMultiEntryKeys('a')?.map(decodeKey), ['a'])
  assert.deepEqual(encodeMultiEntryKeys([]), [])
  assert.equal(encodeMultiEntryKeys({}), null)
})

test('bytes that are no key are said to be unreadable', () => {
  const good = encode(['a', 1, new Date(0)])
  for (let length = 0; length < good.length; length += 1) {
    assert.throws(() => decodeKey(good.subarray(0, length)), { name: 'NotReadableError' })
  }
  assert.throws(() => decodeKey(Uint8Array.of(7)), { name: 'NotReadableError' })
})
