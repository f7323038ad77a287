import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, end, forEachIndexedDB, inStore, openDatabase, openStore } from './kit.ts'

const people = [
  { id: 1, name: 'Ada', town: 'Bern', tags: ['x', 'y'] },
  { id: 2, name: 'Bob', town: 'Aarau', tags: ['y', 'y', 'z'] },
  { id: 3, name: 'Cy', town: 'Bern', tags: 'x' },
  { id: 4, name: 'Di' },
  { id: 5, name: 'Ed', town: { no: 'key' }, tags: [null, 'z', {}] },
]

const fill = (store: IDBObjectStore) => {
  store.createIndex('town', 'town')
  store.createIndex('tags', 'tags', { multiEntry: true })
  store.createIndex('both', ['town', 'name'])
  for (const person of people) store.put(person)
}

forEachIndexedDB('indexes', (open, isWhole) => {
  test('an index gives records in the order of its keys, then of theirs; values without a key are not in it', async (t) => {
    const idb = await open(t)
    const database = await openStore(idb, { keyPath: 'id' }, fill)
    const keys = (query?: IDBValidKey | IDBKeyRange) => inStore(database, 'readonly', (store) => store.index('town').getAllKeys(query))
    assert.deepEqual(await keys(), [2, 1, 3])
    assert.deepEqual(await keys('Bern'), [1, 3])
    assert.deepEqual(await keys(idb.IDBKeyRange.upperBound('Bern', true)), [2])
    assert.deepEqual(await keys(idb.IDBKeyRange.lowerBound('Aarau', true)), [1, 3])
    assert.equal(await inStore(database, 'readonly', (store) => store.index('town').getKey('Bern')), 1)
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('town').get('Bern')), people[0])
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('town').getAll('Bern', 1)), [people[0]])
    assert.equal(await inStore(database, 'readonly', (store) => store.index('town').count()), 3)
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('both').getAllKeys(['Bern', 'Cy'])), [3])
  })

  test('a multi-entry index has a record under each of its keys, once', async (t) => {
    const database = await openStore(await open(t), { keyPath: 'id' }, fill)
    const keys = (query?: IDBValidKey) => inStore(database, 'readonly', (store) => store.index('tags').getAllKeys(query))
    assert.deepEqual(await keys('x'), [1, 3])
    assert.deepEqual(await keys('y'), [1, 2])
    assert.deepEqual(await keys('z'), [2, 5])
    assert.equal((await keys()).length, 6)
  })

  test('an index follows what is changed and deleted', async (t) => {
    const idb = await open(t)
    const database = await openStore(idb, { keyPath: 'id' }, fill)
    await inStore(database, 'readwrite', (store) => store.put({ id: 1, town: 'Zug', tags: ['z'] }))
    await inStore(database, 'readwrite', (store) => store.delete(idb.IDBKeyRange.bound(2, 3)))
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('town').getAllKeys()), [1])
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('tags').getAllKeys()), [1, 5])
    await inStore(database, 'readwrite', (store) => store.clear())
    for (const name of ['town', 'tags', 'both']) {
      assert.equal(await inStore(database, 'readonly', (store) => store.index(name).count()), 0)
    }
  })

  test('a unique index refuses a second record, and the request leaves nothing behind', async (t) => {
    const database = await openStore(await open(t), { keyPath: 'id' }, (store) => {
      store.createIndex('first', 'other')
      store.createIndex('mail', 'mail', { unique: true })
      store.put({ id: 1, mail: 'a', other: 1 })
    })
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    const store = transaction.objectStore('store')
    const refused = store.put({ id: 2, mail: 'a', other: 2 })
    const error = new Promise<string | undefined>((resolve) => {
      refused.onerror = (event) => {
        event.preventDefault()
        resolve(refused.error?.name)
      }
    })
    store.put({ id: 1, mail: 'a', other: 3 }) // itself is no second one
    store.put({ id: 3, other: 4 })
    store.put({ id: 4, other: 5 }) // without a key there is nothing to be unique
    assert.equal(await error, 'ConstraintError')
    assert.equal(await ended, 'complete')
    assert.deepEqual(await inStore(database, 'readonly', (s) => s.index('first').getAllKeys()), [1, 3, 4])
    assert.equal(await inStore(database, 'readonly', (s) => s.get(2)), undefined)
  })

  test('a unique multi-entry index counts each entry', async (t) => {
    const database = await openStore(await open(t), { keyPath: 'id' }, (store) => {
      store.createIndex('names', 'names', { unique: true, multiEntry: true })
      store.put({ id: 1, names: ['a', 'b'] })
    })
    await assert.rejects(inStore(database, 'readwrite', (store) => store.add({ id: 2, names: ['c', 'b'] })), { name: 'ConstraintError' })
    assert.equal(await inStore(database, 'readwrite', (store) => store.add({ id: 3, names: ['c', 'c'] })), 3)
  })

  test('a new index has the records that were there before it', async (t) => {
    const idb = await open(t)
    const before = await openStore(idb, { keyPath: 'id' }, (store) => {
      for (const person of people) store.put(person)
    })
    before.close()
    const database = await openDatabase(idb, (_, transaction) => {
      const store = transaction.objectStore('store')
      store.createIndex('town', 'town')
      store.createIndex('tags', 'tags', { multiEntry: true })
    }, 2)
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('town').getAllKeys()), [2, 1, 3])
    assert.equal(await inStore(database, 'readonly', (store) => store.index('tags').count()), 6)
    await inStore(database, 'readwrite', (store) => store.delete(1))
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('town').getAllKeys()), [2, 3])
  })

  test('a unique index over records that are not aborts its upgrade', async (t) => {
    const idb = await open(t)
    const before = await openStore(idb, { keyPath: 'id' }, (store) => {
      store.put({ id: 1, mail: 'a' })
      store.put({ id: 2, mail: 'a' })
    })
    before.close()
    const request = idb.indexedDB.open('test', 2)
    let why: string | undefined
    request.onupgradeneeded = () => {
      const { transaction } = request
      if (transaction) transaction.onabort = () => { why = transaction.error?.name }
      transaction?.objectStore('store').createIndex('mail', 'mail', { unique: true })
    }
    await assert.rejects(answer(request), { name: 'AbortError' })
    assert.equal(why, 'ConstraintError')
    const again = await answer(idb.indexedDB.open('test'))
    assert.equal(again.version, 1)
    assert.equal(again.transaction('store').objectStore('store').indexNames.length, 0)
  })

  test('the schema says what it is', async (t) => {
    const database = await openStore(await open(t), { keyPath: 'id' }, fill)
    const store = database.transaction('store').objectStore('store')
    assert.deepEqual([...store.indexNames], ['both', 'tags', 'town'])
    assert.equal(store.indexNames.contains('town'), true)
    assert.equal(store.indexNames.item(9), null)
    const both = store.index('both')
    assert.deepEqual([both.name, both.keyPath, both.unique, both.multiEntry], ['both', ['town', 'name'], false, false])
    assert.equal(both.objectStore, store)
    assert.equal(store.index('both'), both)
    assert.equal(store.index('tags').multiEntry, true)
    assert.throws(() => store.index('none'), { name: 'NotFoundError' })
    assert.throws(() => store.createIndex('a', 'b'), { name: 'InvalidStateError' })
  })

  test('getAll takes options, and getAllRecords tells keys with values', async (t) => {
    const idb = await open(t)
    const database = await openStore(idb, { keyPath: 'id' }, (store) => {
      store.createIndex('kind', 'kind')
      'aabbbc'.split('').forEach((kind, place) => store.put({ id: place + 1, kind }))
    })
    type Source = IDBObjectStore | IDBIndex
    const ask = (method: string, options: unknown, source: (store: IDBObjectStore) => Source = (store) => store): Promise<unknown> => (
      inStore(database, 'readonly', (store) => Reflect.apply(Reflect.get(source(store), method), source(store), [options]))
    )
    const kind = (store: IDBObjectStore) => store.index('kind')
    assert.deepEqual(await ask('getAllKeys', { direction: 'prev', count: 2 }), [6, 5])
    assert.deepEqual(await ask('getAllKeys', { query: idb.IDBKeyRange.lowerBound(5) }), [5, 6])
    assert.deepEqual(await ask('getAllKeys', { query: 'b', direction: 'prev' }, kind), [5, 4, 3])
    assert.deepEqual(await ask('getAllKeys', { direction: 'nextunique' }, kind), [1, 3, 6])
    assert.deepEqual(await ask('getAllKeys', { direction: 'prevunique', count: 2 }, kind), [6, 3])
    const records = async (options: unknown, source?: (store: IDBObjectStore) => Source) => {
      const list = await ask('getAllRecords', options, source)
      assert.ok(Array.isArray(list))
      return list.map(({ key, primaryKey, value }) => [key, primaryKey, value])
    }
    assert.deepEqual(await records({ query: 'b', count: 2 }, kind), [['b', 3, { id: 3, kind: 'b' }], ['b', 4, { id: 4, kind: 'b' }]])
    assert.deepEqual(await records({ direction: 'prev', count: 1 }), [[6, 6, { id: 6, kind: 'c' }]])
    if (isWhole) await assert.rejects(ask('getAllKeys', { direction: 'sideways' }), TypeError)
    await assert.rejects(ask('getAllKeys', { count: -1 }), TypeError)
    await assert.rejects(ask('getAllKeys', new Date(NaN)), { name: 'DataError' })
  })
})
