import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, end, forEachIndexedDB, inStore, openStore } from './kit.ts'

forEachIndexedDB('records', (open) => {
  test('what is put is got, by its key and by nothing else', async (t) => {
    const database = await openStore(await open(t))
    assert.equal(await inStore(database, 'readwrite', (store) => store.put({ a: 1 }, 'key')), 'key')
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.get('key')), { a: 1 })
    assert.equal(await inStore(database, 'readonly', (store) => store.get('Key')), undefined)
  })

  test('put replaces, add refuses', async (t) => {
    const database = await openStore(await open(t))
    await inStore(database, 'readwrite', (store) => store.add('first', 1))
    await inStore(database, 'readwrite', (store) => store.put('second', 1))
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    await assert.rejects(answer(transaction.objectStore('store').add('third', 1)), { name: 'ConstraintError' })
    assert.equal(await ended, 'abort')
    assert.equal(await inStore(database, 'readonly', (store) => store.get(1)), 'second')
  })

  test('records lie in the order of their keys, whatever the order they came in', async (t) => {
    const ordered = [-Infinity, -1, 0, 2, 10, new Date(0), new Date(1), '', 'a', 'aa', 'b', Uint8Array.of(1).buffer, [], [1], ['a']]
    const database = await openStore(await open(t), undefined, (store) => {
      for (const key of ordered.toReversed()) store.put(0, key)
    })
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.getAllKeys()), ordered)
  })

  test('ranges give what is in them', async (t) => {
    const idb = await open(t)
    const { IDBKeyRange } = idb
    const database = await openStore(idb, undefined, (store) => {
      for (let key = 1; key <= 9; key += 1) store.put(`v${key}`, key)
    })
    const keys = (range?: IDBValidKey | IDBKeyRange) => inStore(database, 'readonly', (store) => store.getAllKeys(range))
    assert.deepEqual(await keys(IDBKeyRange.bound(3, 5)), [3, 4, 5])
    assert.deepEqual(await keys(IDBKeyRange.bound(3, 5, true, true)), [4])
    assert.deepEqual(await keys(IDBKeyRange.lowerBound(8)), [8, 9])
    assert.deepEqual(await keys(IDBKeyRange.lowerBound(8, true)), [9])
    assert.deepEqual(await keys(IDBKeyRange.upperBound(2)), [1, 2])
    assert.deepEqual(await keys(IDBKeyRange.upperBound(2, true)), [1])
    assert.deepEqual(await keys(IDBKeyRange.only(4)), [4])
    assert.deepEqual(await keys(4), [4])
    assert.deepEqual(await keys('4'), [])
    assert.equal(await inStore(database, 'readonly', (store) => store.count(IDBKeyRange.lowerBound(3))), 7)
    assert.equal(await inStore(database, 'readonly', (store) => store.get(IDBKeyRange.lowerBound(3, true))), 'v4')
    assert.equal(await inStore(database, 'readonly', (store) => store.getKey(IDBKeyRange.lowerBound(3, true))), 4)
    assert.equal(await inStore(database, 'readonly', (store) => store.getKey(77)), undefined)
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.getAll(IDBKeyRange.lowerBound(4), 2)), ['v4', 'v5'])
  })

  test('deleting takes one, a range, or everything', async (t) => {
    const idb = await open(t)
    const database = await openStore(idb, undefined, (store) => {
      for (let key = 1; key <= 9; key += 1) store.put(0, key)
    })
    assert.equal(await inStore(database, 'readwrite', (store) => store.delete(1)), undefined)
    await inStore(database, 'readwrite', (store) => store.delete(77))
    await inStore(database, 'readwrite', (store) => store.delete(idb.IDBKeyRange.bound(3, 7, false, true)))
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.getAllKeys()), [2, 7, 8, 9])
    await inStore(database, 'readwrite', (store) => store.clear())
    assert.equal(await inStore(database, 'readonly', (store) => store.count()), 0)
  })

  test('a key that is none is refused at once', async (t) => {
    const database = await openStore(await open(t))
    const store = database.transaction('store', 'readwrite').objectStore('store')
    for (const key of [NaN, {}, null, true, [{}], new Date(NaN)]) {
      assert.throws(() => Reflect.apply(store.put, store, [0, key]), { name: 'DataError' })
      assert.throws(() => Reflect.apply(store.get, store, [key]), { name: 'DataError' })
    }
    assert.throws(() => store.put(0), { name: 'DataError' })
    assert.throws(() => Reflect.apply(store.delete, store, [undefined]), { name: 'DataError' })
    assert.throws(() => Reflect.apply(store.get, store, []), TypeError)
  })

  test('a key path finds the key in the value', async (t) => {
    const database = await openStore(await open(t), { keyPath: 'id.number' })
    assert.equal(await inStore(database, 'readwrite', (store) => store.put({ id: { number: 7 }, text: 'x' })), 7)
    const store = database.transaction('store', 'readwrite').objectStore('store')
    assert.throws(() => store.put({ id: { number: 1 } }, 1), { name: 'DataError' })
    assert.throws(() => store.put({ id: {} }), { name: 'DataError' })
    assert.throws(() => store.put({ id: { number: {} } }), { name: 'DataError' })
    assert.throws(() => store.put('text'), { name: 'DataError' })
  })

  test('several key paths make a key of several parts; lengths are keys too', async (t) => {
    const idb = await open(t)
    const pairs = await openStore(idb, { keyPath: ['a', 'b.c'] })
    assert.deepEqual(await inStore(pairs, 'readwrite', (store) => store.put({ a: 1, b: { c: 'x' } })), [1, 'x'])
    assert.throws(() => pairs.transaction('store', 'readwrite').objectStore('store').put({ a: 1 }), { name: 'DataError' })
    pairs.close()
    await answer(idb.indexedDB.deleteDatabase('test'))
    const lengths = await openStore(idb, { keyPath: 'list.length' })
    assert.equal(await inStore(lengths, 'readwrite', (store) => store.put({ list: [1, 2, 3] })), 3)
    assert.equal(await inStore(lengths, 'readwrite', (store) => store.put({ list: 'four' })), 4)
  })

  test('keys are taken from the clone: getters run once, inherited properties do not count', async (t) => {
    const database = await openStore(await open(t), { keyPath: 'id' })
    let asked = 0
    const value = { get id() { return ++asked } }
    assert.equal(await inStore(database, 'readwrite', (store) => store.put(value)), 1)
    assert.equal(asked, 1)
    const store = database.transaction('store', 'readwrite').objectStore('store')
    assert.throws(() => store.put(Object.create({ id: 5 })), { name: 'DataError' })
    assert.throws(() => store.put(Object.defineProperty({}, 'id', { value: 5, enumerable: false })), { name: 'DataError' })
  })
})

forEachIndexedDB('key generators', (open, isWhole) => {
  test('numbers are given from 1 on, and go on after an explicit one', async (t) => {
    const database = await openStore(await open(t), { autoIncrement: true })
    const put = (value: unknown, key?: IDBValidKey) => inStore(database, 'readwrite', (store) => store.put(value, key))
    assert.equal(await put('a'), 1)
    assert.equal(await put('b'), 2)
    assert.equal(await put('c', 10.7), 10.7)
    assert.equal(await put('d'), 11)
    assert.equal(await put('e', 5), 5)
    assert.equal(await put('f', 'text'), 'text')
    assert.equal(await put('g', new Date(1000)).then(Number), 1000)
    assert.equal(await put('h', -100), -100)
    assert.equal(await put('i'), 12)
  })

  test('the number is put into the value, where the path leads', async (t) => {
    const database = await openStore(await open(t), { autoIncrement: true, keyPath: 'a.b' })
    const value = { text: 'x' }
    assert.equal(await inStore(database, 'readwrite', (store) => store.put(value)), 1)
    assert.deepEqual(value, { text: 'x' })
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.get(1)), { text: 'x', a: { b: 1 } })
    assert.equal(await inStore(database, 'readwrite', (store) => store.put({ a: { b: 40 } })), 40)
    assert.equal(await inStore(database, 'readwrite', (store) => store.put({ a: { c: 1 } })), 41)
    const store = database.transaction('store', 'readwrite').objectStore('store')
    assert.throws(() => store.put('text'), { name: 'DataError' })
    assert.throws(() => store.put({ a: 5 }), { name: 'DataError' })
  })

  test('there is nothing after 2^53', async (t) => {
    const database = await openStore(await open(t), { autoIncrement: true })
    await inStore(database, 'readwrite', (store) => store.put(0, 2 ** 53 - 1))
    assert.equal(await inStore(database, 'readwrite', (store) => store.put(0)), 2 ** 53)
    await assert.rejects(inStore(database, 'readwrite', (store) => store.put(0)), { name: 'ConstraintError' })
    assert.equal(await inStore(database, 'readwrite', (store) => store.put(0, 7)), 7)
    await assert.rejects(inStore(database, 'readwrite', (store) => store.put(0)), { name: 'ConstraintError' })
  })

  test('beyond 2^53 an explicit key is only a key', async (t) => {
    const database = await openStore(await open(t), { autoIncrement: true })
    assert.equal(await inStore(database, 'readwrite', (store) => store.put(0, Infinity)), Infinity)
    await assert.rejects(inStore(database, 'readwrite', (store) => store.put(0)), { name: 'ConstraintError' })
  })

  test('an aborted transaction gives its numbers back', async (t) => {
    const database = await openStore(await open(t), { autoIncrement: true })
    await inStore(database, 'readwrite', (store) => store.put('kept'))
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    assert.equal(await answer(transaction.objectStore('store').put('lost')), 2)
    transaction.abort()
    assert.equal(await ended, 'abort')
    assert.equal(await inStore(database, 'readwrite', (store) => store.put('next')), 2)
  })

  if (isWhole) test('a request that fails gives its number back', async (t) => {
    const database = await openStore(await open(t), { autoIncrement: true }, (store) => {
      store.createIndex('unique', 'a', { unique: true })
      store.put({ a: 1 })
    })
    for (const key of [undefined, 10]) {
      const transaction = database.transaction('store', 'readwrite')
      transaction.objectStore('store').put({ a: 1 }, key).onerror = (event) => event.preventDefault()
      assert.equal(await end(transaction), 'complete')
    }
    assert.equal(await inStore(database, 'readwrite', (store) => store.put({ a: 2 })), 2)
  })
})
