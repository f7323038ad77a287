import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, forEachIndexedDB, inStore, openStore } from './kit.ts'

forEachIndexedDB('values', (open, isWhole) => {
  test('what can be cloned comes back as it was', async (t) => {
    const database = await openStore(await open(t))
    const circle: Record<string, unknown> = { text: 'round' }
    circle.self = circle
    const buffer = Uint8Array.of(1, 2, 3, 4).buffer
    const values: readonly unknown[] = [
      undefined, null, true, 0, -0, NaN, Infinity, 1.5, '', 'ä\u{1f600}\ud800', 123n, -(2n ** 70n), new Date(5), new Date(NaN), /a+/giu,
      new Map<unknown, unknown>([['k', { v: 1 }], [{ k: 1 }, 2]]), new Set([1, 'a']), [1, , 3], Object.assign([1], { extra: 2 }),
      buffer, new Uint8Array(buffer, 1, 2), new Float64Array([1.5, NaN]), new BigInt64Array([5n]), new DataView(buffer, 1, 2),
      { nested: { deep: [[[{}]]] } }, circle, new Boolean(true), new Number(5), new String('s'), Object.create(null, {}),
    ]
    for (const value of values) {
      await inStore(database, 'readwrite', (store) => store.put({ value }, 1))
      assert.deepEqual((await inStore(database, 'readonly', (store) => store.get(1))).value, structuredClone(value))
    }
  })

  test('views of one buffer still share it, and a circle is still one', async (t) => {
    const database = await openStore(await open(t))
    const buffer = new ArrayBuffer(8)
    const value: Record<string, unknown> = { a: new Uint8Array(buffer, 0, 4), b: new Uint8Array(buffer, 4) }
    value.self = value
    await inStore(database, 'readwrite', (store) => store.put(value, 1))
    const back = await inStore(database, 'readonly', (store) => store.get(1))
    assert.equal(back.a.buffer, back.b.buffer)
    assert.equal(back.self, back)
  })

  test('an error keeps its name and words', async (t) => {
    const database = await openStore(await open(t))
    await inStore(database, 'readwrite', (store) => store.put(new RangeError('too far'), 1))
    const back = await inStore(database, 'readonly', (store) => store.get(1))
    assert.ok(back instanceof RangeError)
    assert.equal(back.message, 'too far')
  })

  test('what is stored is a copy, and so is what is read', async (t) => {
    const database = await openStore(await open(t))
    const value = { list: [1] }
    const store = database.transaction('store', 'readwrite').objectStore('store')
    const put = answer(store.put(value, 1))
    value.list.push(2)
    await put
    const first = await inStore(database, 'readonly', (s) => s.get(1))
    first.list.push(3)
    assert.deepEqual(await inStore(database, 'readonly', (s) => s.get(1)), { list: [1] })
  })

  test('what cannot be cloned is refused at once, and the transaction goes on', async (t) => {
    const database = await openStore(await open(t))
    const store = database.transaction('store', 'readwrite').objectStore('store')
    const values = [() => 1, Symbol('s'), { deep: [() => 1] }, new WeakMap(), Promise.resolve(), new Map([[1, () => 1]])]
    for (const value of values) assert.throws(() => store.put(value, 1), { name: 'DataCloneError' })
    assert.throws(() => store.put({ get bad() { throw new RangeError('mine') } }, 1), RangeError)
    if (isWhole) assert.throws(() => store.put(new SharedArrayBuffer(1), 1), { name: 'DataCloneError' })
    assert.equal(await answer(store.put('fine', 1)), 1)
  })

  test('a value of ten megabytes is a value', async (t) => {
    const database = await openStore(await open(t))
    const bytes = new Uint8Array(10_000_000).fill(7)
    await inStore(database, 'readwrite', (store) => store.put({ bytes }, 1))
    assert.deepEqual((await inStore(database, 'readonly', (store) => store.get(1))).bytes, bytes)
  })
})
