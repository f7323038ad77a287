import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, end, forEachIndexedDB, inStore, openDatabase, openStore, turn } from './kit.ts'

const names = ['a', 'b', 'c']

const openThree = (idb: Parameters<typeof openDatabase>[0]) => openDatabase(idb, (database) => {
  for (const name of names) database.createObjectStore(name).put('old', 'key')
})

forEachIndexedDB('the life of a transaction', (open, isWhole) => {
  test('code that awaits its requests finds the transaction active, through promises of promises', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    const store = transaction.objectStore('store')
    for (let key = 0; key < 50; key += 1) {
      await answer(store.put(key, key))
      await Promise.resolve().then(() => Promise.resolve()).then(async () => {
        await null
        await Promise.all([answer(store.get(key)), answer(store.count())])
      })
    }
    transaction.commit()
    assert.equal(await ended, 'complete')
    assert.equal(await inStore(database, 'readonly', (s) => s.count()), 50)
  })

  test('it commits by itself once nobody asks for more', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store', 'readwrite')
    transaction.objectStore('store').put(1, 1)
    assert.equal(await end(transaction), 'complete')
    assert.throws(() => transaction.objectStore('store'), { name: 'InvalidStateError' })
    assert.throws(() => transaction.abort(), { name: 'InvalidStateError' })
    assert.equal(await end(database.transaction('store')), 'complete', 'with no request at all, too')
  })

  if (isWhole) test('outside of its own callbacks it is not active', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store', 'readwrite')
    const store = transaction.objectStore('store')
    let isGoingOn = true
    const keepAlive = () => { if (isGoingOn) store.get(1).onsuccess = keepAlive }
    keepAlive()
    await turn()
    assert.throws(() => store.put(1, 1), { name: 'TransactionInactiveError' })
    assert.throws(() => transaction.commit(), { name: 'InvalidStateError' })
    isGoingOn = false
    assert.equal(await end(transaction), 'complete')
  })

  test('a cloned value cannot use the transaction that takes it', async (t) => {
    const database = await openStore(await open(t))
    const store = database.transaction('store', 'readwrite').objectStore('store')
    let name = ''
    store.put({ get sly() { try { store.get(1) } catch (error) { name = Object(error).name } return 1 } }, 1)
    assert.equal(name, 'TransactionInactiveError')
    assert.equal(await answer(store.count()), 1)
  })

  test('commit ends it without waiting to be asked for more', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    const store = transaction.objectStore('store')
    const request = store.put(1, 1)
    transaction.commit()
    assert.throws(() => store.put(2, 2), { name: 'TransactionInactiveError' })
    assert.throws(() => transaction.abort(), { name: 'InvalidStateError' })
    assert.equal(await answer(request), 1)
    assert.equal(await ended, 'complete')
  })

  test('an abort takes everything back, and every waiting request hears of it', async (t) => {
    const database = await openStore(await open(t), undefined, (store) => store.put('old', 1))
    const transaction = database.transaction('store', 'readwrite')
    const store = transaction.objectStore('store')
    await answer(store.put('new', 1))
    await answer(store.put('new', 2))
    const heard: string[] = []
    const request = store.get(1)
    request.onerror = () => heard.push(`request ${request.error?.name}`)
    transaction.onabort = () => heard.push(`transaction ${transaction.error}`)
    const bubbled = new Promise<void>((resolve) => {
      database.onabort = () => {
        heard.push('database')
        resolve()
      }
    })
    transaction.abort()
    assert.throws(() => store.get(1), { name: 'TransactionInactiveError' })
    await bubbled
    assert.deepEqual(heard, ['request AbortError', 'transaction null', 'database'])
    assert.deepEqual(await inStore(database, 'readonly', (s) => s.getAll()), ['old'])
  })

  test('an error nobody handles aborts; one that is handled does not', async (t) => {
    const database = await openStore(await open(t), undefined, (store) => store.put('old', 1))
    const path: string[] = []
    const refuse = (transaction: IDBTransaction) => {
      const store = transaction.objectStore('store')
      store.put('new', 2)
      return store.add('again', 1)
    }
    database.onerror = () => path.push('database')
    const handled = database.transaction('store', 'readwrite')
    handled.onerror = () => path.push('transaction')
    refuse(handled).onerror = (event) => {
      path.push('request')
      event.preventDefault()
    }
    assert.equal(await end(handled), 'complete')
    assert.deepEqual(path, ['request', 'transaction', 'database'])
    await inStore(database, 'readwrite', (store) => store.delete(2))

    const unhandled = database.transaction('store', 'readwrite')
    const request = refuse(unhandled)
    assert.equal(await end(unhandled), 'abort')
    if (isWhole) assert.equal(unhandled.error, request.error)
    assert.equal(unhandled.error?.name, 'ConstraintError')
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.getAllKeys()), [1])
  })

  test('the modes and names are checked when it is asked for', async (t) => {
    const database = await openThree(await open(t))
    assert.throws(() => database.transaction('none'), { name: 'NotFoundError' })
    assert.throws(() => database.transaction([]), { name: 'InvalidAccessError' })
    if (isWhole) assert.throws(() => database.transaction('a', 'versionchange'), TypeError)
    assert.throws(() => Reflect.apply(database.transaction, database, ['a', 'sideways']), TypeError)
    const transaction = database.transaction(['b', 'a', 'b'])
    assert.deepEqual([...transaction.objectStoreNames], ['a', 'b'])
    assert.deepEqual([transaction.mode, transaction.durability, transaction.db], ['readonly', 'default', database])
    assert.equal(transaction.objectStore('a'), transaction.objectStore('a'))
    assert.throws(() => transaction.objectStore('c'), { name: 'NotFoundError' })
    assert.throws(() => transaction.objectStore('a').put(1, 1), { name: 'ReadOnlyError' })
    assert.throws(() => transaction.objectStore('a').clear(), { name: 'ReadOnlyError' })
    assert.equal(database.transaction('a', 'readwrite', { durability: 'relaxed' }).durability, 'relaxed')
    if (isWhole) assert.throws(() => Reflect.apply(database.transaction, database, ['a', 'readwrite', { durability: 'eternal' }]), TypeError)
  })
})

forEachIndexedDB('transactions together', (open) => {
  test('writers of one object store run one after the other, in the order they were made', async (t) => {
    const database = await openStore(await open(t), undefined, (store) => store.put(0, 'count'))
    const order: number[] = []
    await Promise.all(Array.from({ length: 20 }, async (_, number) => {
      const transaction = database.transaction('store', 'readwrite')
      const store = transaction.objectStore('store')
      const ended = end(transaction)
      const count = Number(await answer(store.get('count')))
      order.push(number)
      await answer(store.put(count + 1, 'count'))
      await ended
    }))
    assert.deepEqual(order, Array.from({ length: 20 }, (_, number) => number))
    assert.equal(await inStore(database, 'readonly', (store) => store.get('count')), 20)
  })

  test('readers run side by side', async (t) => {
    const database = await openThree(await open(t))
    const [one, other] = [database.transaction('a').objectStore('a'), database.transaction('a').objectStore('a')]
    const [hasOneRun, hasOtherRun] = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()]
    const state = { one: false, other: false }
    const keepOne = () => { state.one = true; if (!state.other) one.get(1).onsuccess = keepOne; else hasOneRun.resolve(true) }
    const keepOther = () => { state.other = true; if (!state.one) other.get(1).onsuccess = keepOther; else hasOtherRun.resolve(true) }
    one.get(1).onsuccess = keepOne
    other.get(1).onsuccess = keepOther
    assert.deepEqual(await Promise.all([hasOneRun.promise, hasOtherRun.promise]), [true, true])
  })

  test('a reader made after a writer sees what it wrote, one made before does not', async (t) => {
    const database = await openThree(await open(t))
    const before = answer(database.transaction('a').objectStore('a').get('key'))
    database.transaction(['a', 'b'], 'readwrite').objectStore('a').put('new', 'key')
    const after = answer(database.transaction('a').objectStore('a').get('key'))
    assert.deepEqual(await Promise.all([before, after]), ['old', 'new'])
  })

  test('a reader of another object store does not wait for a writer, and outlives its abort', async (t) => {
    const database = await openThree(await open(t))
    const writer = database.transaction('a', 'readwrite')
    const store = writer.objectStore('a')
    await answer(store.put('new', 'key'))
    let isRead = false
    const keepAlive = () => { if (isRead) writer.abort(); else store.get('key').onsuccess = keepAlive }
    store.get('key').onsuccess = keepAlive
    const reader = database.transaction('b').objectStore('b')
    assert.equal(await answer(reader.get('key')), 'old')
    isRead = true
    assert.equal(await end(writer), 'abort')
    assert.equal(await answer(database.transaction('a').objectStore('a').get('key')), 'old')
  })
})
