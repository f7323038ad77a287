import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, end, forEachIndexedDB, inStore, openStore, visit, type Idb } from './kit.ts'

/** Records 1 … 6; in the index `kind` under a, a, b, b, b, c. */
function openLetters(idb: Idb): Promise<IDBDatabase> {
  return openStore(idb, { keyPath: 'id' }, (store) => {
    store.createIndex('kind', 'kind')
    'aabbbc'.split('').forEach((kind, index) => store.put({ id: index + 1, kind }))
  })
}

const primaryKey = (cursor: IDBCursor) => cursor.primaryKey

forEachIndexedDB('cursors', (open) => {
  test('a store is gone through in both directions', async (t) => {
    const idb = await open(t)
    const database = await openLetters(idb)
    const ids = (query: IDBKeyRange | undefined, direction?: IDBCursorDirection) => (
      visit(database.transaction('store').objectStore('store').openCursor(query, direction), primaryKey)
    )
    assert.deepEqual(await ids(undefined), [1, 2, 3, 4, 5, 6])
    assert.deepEqual(await ids(undefined, 'prev'), [6, 5, 4, 3, 2, 1])
    assert.deepEqual(await ids(undefined, 'nextunique'), [1, 2, 3, 4, 5, 6])
    assert.deepEqual(await ids(undefined, 'prevunique'), [6, 5, 4, 3, 2, 1])
    assert.deepEqual(await ids(idb.IDBKeyRange.bound(2, 4), 'prev'), [4, 3, 2])
    assert.deepEqual(await ids(idb.IDBKeyRange.bound(2, 4, true, true)), [3])
    assert.deepEqual(await ids(idb.IDBKeyRange.lowerBound(9)), [])
  })

  test('an index is gone through with all of its records, or with the first of each key', async (t) => {
    const idb = await open(t)
    const database = await openLetters(idb)
    const seen = (direction?: IDBCursorDirection, query?: IDBKeyRange) => (
      visit(database.transaction('store').objectStore('store').index('kind').openKeyCursor(query, direction))
    )
    assert.deepEqual(await seen(), [['a', 1], ['a', 2], ['b', 3], ['b', 4], ['b', 5], ['c', 6]])
    assert.deepEqual(await seen('prev'), [['c', 6], ['b', 5], ['b', 4], ['b', 3], ['a', 2], ['a', 1]])
    assert.deepEqual(await seen('nextunique'), [['a', 1], ['b', 3], ['c', 6]])
    assert.deepEqual(await seen('prevunique'), [['c', 6], ['b', 3], ['a', 1]])
    assert.deepEqual(await seen('prevunique', idb.IDBKeyRange.upperBound('c', true)), [['b', 3], ['a', 1]])
    assert.deepEqual(await seen('next', idb.IDBKeyRange.only('b')), [['b', 3], ['b', 4], ['b', 5]])
  })

  test('a cursor can leap: to a key, past some, to a pair of keys', async (t) => {
    const database = await openLetters(await open(t))
    const store = () => database.transaction('store').objectStore('store')
    const leap = (cursor: IDBCursor) => (cursor.primaryKey === 1 ? cursor.continue(4) : cursor.continue())
    assert.deepEqual(await visit(store().openCursor(), primaryKey, leap), [1, 4, 5, 6])
    assert.deepEqual(await visit(store().openCursor(), primaryKey, (cursor) => cursor.advance(2)), [1, 3, 5])
    assert.deepEqual(await visit(store().openCursor(null, 'prev'), primaryKey, (cursor) => cursor.advance(4)), [6, 2])
    const uniquely = (direction: IDBCursorDirection) => (
      visit(store().index('kind').openCursor(null, direction), primaryKey, (cursor) => cursor.advance(2))
    )
    assert.deepEqual(await uniquely('nextunique'), [1, 6])
    assert.deepEqual(await uniquely('prevunique'), [6, 1])
    const pairs = (cursor: IDBCursor) => (cursor.primaryKey === 1 ? cursor.continuePrimaryKey('b', 4) : cursor.continue())
    assert.deepEqual(await visit(store().index('kind').openCursor(), primaryKey, pairs), [1, 4, 5, 6])
    const back = (cursor: IDBCursor) => (cursor.primaryKey === 6 ? cursor.continuePrimaryKey('b', 4) : cursor.continue())
    assert.deepEqual(await visit(store().index('kind').openCursor(null, 'prev'), primaryKey, back), [6, 4, 3, 2, 1])
  })

  test('what a cursor passes can be changed and deleted', async (t) => {
    const database = await openLetters(await open(t))
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    await visit(transaction.objectStore('store').openCursor(), (cursor) => {
      if (cursor.primaryKey === 2) cursor.delete()
      else if (cursor.primaryKey === 3) cursor.update({ id: 3, kind: 'z' })
    })
    assert.equal(await ended, 'complete')
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.index('kind').getAllKeys()), [1, 4, 5, 6, 3])
  })

  test('a cursor over an index changes the records themselves', async (t) => {
    const database = await openLetters(await open(t))
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    const seen = await visit(transaction.objectStore('store').index('kind').openCursor('b'), (cursor) => {
      cursor.update({ id: cursor.primaryKey, kind: 'a' })
      return cursor.primaryKey
    })
    assert.equal(await ended, 'complete')
    assert.deepEqual(seen, [3, 4, 5])
    assert.equal(await inStore(database, 'readonly', (store) => store.index('kind').count('a')), 5)
  })

  test('records that come and go before a cursor are seen as they are when it gets there', async (t) => {
    const database = await openLetters(await open(t))
    const store = database.transaction('store', 'readwrite').objectStore('store')
    const seen = await visit(store.openCursor(), (cursor) => {
      if (cursor.primaryKey === 2) {
        store.delete(3)
        store.put({ id: 3.5, kind: 'x' })
        store.put({ id: 1.5, kind: 'x' })
      }
      return cursor.primaryKey
    })
    assert.deepEqual(seen, [1, 2, 3.5, 4, 5, 6])
  })

  test('a cursor refuses what it cannot do', async (t) => {
    const database = await openLetters(await open(t))
    const store = database.transaction('store', 'readwrite').objectStore('store')
    const cursor = await answer(store.openCursor())
    assert.ok(cursor)
    assert.throws(() => cursor.advance(0), TypeError)
    assert.throws(() => cursor.continue(1), { name: 'DataError' })
    assert.throws(() => cursor.continue({} as IDBValidKey), { name: 'DataError' })
    assert.throws(() => cursor.continuePrimaryKey(2, 2), { name: 'InvalidAccessError' })
    assert.throws(() => cursor.update({ id: 99 }), { name: 'DataError' })
    cursor.continue()
    assert.throws(() => cursor.continue(), { name: 'InvalidStateError' })
    assert.throws(() => cursor.delete(), { name: 'InvalidStateError' })
    const reading = await answer(database.transaction('store').objectStore('store').openCursor())
    assert.throws(() => reading?.delete(), { name: 'ReadOnlyError' })
    const keysOnly = await answer(database.transaction('store', 'readwrite').objectStore('store').openKeyCursor())
    assert.throws(() => keysOnly?.delete(), { name: 'InvalidStateError' })
    assert.equal('value' in Object(keysOnly), false)
  })

  test('a cursor is one object, and so are its key and value until it moves', async (t) => {
    const database = await openStore(await open(t), undefined, (store) => {
      store.put({ a: 1 }, [1])
      store.put({ a: 2 }, [2])
    })
    const store = database.transaction('store').objectStore('store')
    const request = store.openCursor()
    const first = await answer(request)
    assert.ok(first)
    assert.equal(first.request, request)
    assert.equal(first.source, store)
    assert.equal(first.direction, 'next')
    assert.equal(first.key, first.key)
    assert.equal(first.value, first.value)
    first.continue()
    const second = await answer(request)
    assert.equal(second, first)
    assert.deepEqual([first.key, first.value], [[2], { a: 2 }])
  })
})
