import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, end, forEachIndexedDB, inStore, openDatabase, openStore, turn } from './kit.ts'

forEachIndexedDB('opening and upgrading', (open, isWhole) => {
  test('versions go up, and are told to the upgrade', async (t) => {
    const { indexedDB } = await open(t)
    const seen: unknown[] = []
    for (const version of [undefined, 1, 3, undefined]) {
      const request = indexedDB.open('test', version)
      request.onupgradeneeded = ({ oldVersion, newVersion }) => seen.push([oldVersion, newVersion])
      const database = await answer(request)
      seen.push(database.version)
      database.close()
    }
    assert.deepEqual(seen, [[0, 1], 1, 1, [1, 3], 3, 3])
    await assert.rejects(answer(indexedDB.open('test', 2)), { name: 'VersionError' })
    for (const version of [0, -1, 2 ** 53, NaN, 'x']) assert.throws(() => Reflect.apply(indexedDB.open, indexedDB, ['test', version]), TypeError)
  })

  test('the open request leads through the upgrade', async (t) => {
    const { indexedDB } = await open(t)
    const request = indexedDB.open('test', 1)
    assert.throws(() => request.result, { name: 'InvalidStateError' })
    assert.deepEqual([request.readyState, request.source, request.transaction], ['pending', null, null])
    const seen: unknown[] = []
    request.onupgradeneeded = () => {
      const { transaction } = request
      seen.push(request.readyState, transaction?.mode)
      transaction?.addEventListener('complete', () => seen.push('complete', request.transaction === transaction))
    }
    const database = await answer(request)
    assert.deepEqual(seen, ['done', 'versionchange', 'complete', true])
    assert.equal(request.transaction, null)
    assert.throws(() => database.createObjectStore('late'), { name: 'InvalidStateError' })
  })

  test('an aborted upgrade leaves the database as it was, and its handles too', async (t) => {
    const idb = await open(t)
    const before = await openDatabase(idb, (database) => {
      const store = database.createObjectStore('kept', { autoIncrement: true })
      store.createIndex('index', 'a')
      store.put({ a: 1 })
      database.createObjectStore('dropped').put(1, 1)
    })
    before.close()
    const request = idb.indexedDB.open('test', 2)
    const handles: unknown[] = []
    let database: IDBDatabase | undefined
    request.onupgradeneeded = () => {
      const { transaction, result } = request
      assert.ok(transaction)
      database = result
      const kept = transaction.objectStore('kept')
      kept.put({ a: 2 })
      kept.index('index').name = 'renamed index'
      kept.createIndex('more', 'b')
      kept.name = 'renamed'
      result.deleteObjectStore('dropped')
      const made = result.createObjectStore('made')
      made.createIndex('its', 'c')
      assert.deepEqual([...result.objectStoreNames], ['made', 'renamed'])
      assert.deepEqual([...kept.indexNames], ['more', 'renamed index'])
      transaction.onabort = () => handles.push(kept.name, [...kept.indexNames], [...made.indexNames], result.version, [...result.objectStoreNames])
      transaction.abort()
    }
    await assert.rejects(answer(request), { name: 'AbortError' })
    assert.deepEqual(handles, ['kept', ['index'], [], 1, ['dropped', 'kept']])
    if (isWhole) assert.throws(() => database?.transaction('kept'), { name: 'InvalidStateError' })

    const after = await answer(idb.indexedDB.open('test'))
    assert.deepEqual([after.version, [...after.objectStoreNames]], [1, ['dropped', 'kept']])
    const transaction = after.transaction(['kept', 'dropped'], 'readwrite')
    assert.deepEqual([...transaction.objectStore('kept').indexNames], ['index'])
    assert.equal(await answer(transaction.objectStore('kept').index('index').count()), 1)
    assert.equal(await answer(transaction.objectStore('dropped').count()), 1)
    assert.equal(await answer(transaction.objectStore('kept').put({})), 2)
  })

  test('an aborted first upgrade leaves no database', async (t) => {
    const { indexedDB } = await open(t)
    const request = indexedDB.open('test', 5)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('store')
      request.transaction?.abort()
    }
    await assert.rejects(answer(request), { name: 'AbortError' })
    assert.deepEqual(await indexedDB.databases(), [])
    const again = indexedDB.open('test')
    let from: number | undefined
    again.onupgradeneeded = ({ oldVersion }) => { from = oldVersion }
    const database = await answer(again)
    assert.deepEqual([from, database.version, database.objectStoreNames.length], [0, 1, 0])
  })

  test('stores and indexes can be renamed, and keep what is in them', async (t) => {
    const idb = await open(t)
    const before = await openStore(idb, undefined, (store) => {
      store.createIndex('old index', 'a')
      store.put({ a: 'x' }, 1)
    })
    before.close()
    const database = await openDatabase(idb, (opened, transaction) => {
      const store = transaction.objectStore('store')
      const index = store.index('old index')
      opened.createObjectStore('taken')
      assert.throws(() => { store.name = 'taken' }, { name: 'ConstraintError' })
      store.name = 'new store'
      index.name = 'new index'
      assert.deepEqual([store.name, index.name], ['new store', 'new index'])
      assert.throws(() => transaction.objectStore('store'), { name: 'NotFoundError' })
    }, 2)
    assert.deepEqual([...database.objectStoreNames], ['new store', 'taken'])
    assert.equal(await answer(database.transaction('new store').objectStore('new store').index('new index').getKey('x')), 1)
  })

  test('what is asked in an upgrade is done in its order', async (t) => {
    const idb = await open(t)
    const order: string[] = []
    const database = await openDatabase(idb, (opened, transaction) => {
      const store = opened.createObjectStore('store')
      store.put({ a: 1 }, 1).onsuccess = () => order.push('put before the index')
      store.createIndex('index', 'a', { unique: true })
      const refused = store.put({ a: 1 }, 2)
      refused.onerror = (event) => {
        order.push(`put while there is one: ${refused.error?.name}`)
        event.preventDefault()
      }
      store.deleteIndex('index')
      store.put({ a: 1 }, 3).onsuccess = () => order.push('put after it')
      opened.createObjectStore('gone').put(1, 1).onsuccess = () => order.push('put into a store that goes')
      opened.deleteObjectStore('gone')
      transaction.oncomplete = () => order.push('complete')
    })
    assert.deepEqual(order, [
      'put before the index', 'put while there is one: ConstraintError', 'put after it', 'put into a store that goes', 'complete',
    ])
    assert.deepEqual(await inStore(database, 'readonly', (store) => store.getAllKeys()), [1, 3])
    assert.deepEqual([...database.objectStoreNames], ['store'])
  })

  test('bad schemas are refused', async (t) => {
    await openDatabase(await open(t), (database) => {
      const store = database.createObjectStore('store')
      assert.throws(() => database.createObjectStore('store'), { name: 'ConstraintError' })
      for (const keyPath of [' ', 'a.', '.a', 'a..b', '1a', 'a b', 'a-b', []]) {
        assert.throws(() => database.createObjectStore('x', { keyPath }), { name: 'SyntaxError' }, String(keyPath))
        assert.throws(() => store.createIndex('x', keyPath), { name: 'SyntaxError' }, String(keyPath))
      }
      for (const keyPath of ['', ['a']]) {
        assert.throws(() => database.createObjectStore('x', { keyPath, autoIncrement: true }), { name: 'InvalidAccessError' })
      }
      assert.throws(() => store.createIndex('x', ['a', 'b'], { multiEntry: true }), { name: 'InvalidAccessError' })
      store.createIndex('x', 'a')
      assert.throws(() => store.createIndex('x', 'a'), { name: 'ConstraintError' })
      assert.throws(() => store.deleteIndex('y'), { name: 'NotFoundError' })
      assert.throws(() => database.deleteObjectStore('y'), { name: 'NotFoundError' })
      const good = isWhole ? ['', 'a.b_1', 'ä.ß', '$.\u{20000}'] : ['', 'a.b_1']
      for (const keyPath of good) database.createObjectStore(`path ${keyPath}`, { keyPath })
    })
  })
})

forEachIndexedDB('connections', (open) => {
  test('an upgrade asks the others to close, waits for those that do not, and says that it is blocked', async (t) => {
    const idb = await open(t)
    const [willing, unwilling] = [await openStore(idb), await answer(idb.indexedDB.open('test'))]
    const heard: unknown[] = []
    willing.onversionchange = (event) => {
      heard.push(['willing', event.oldVersion, event.newVersion])
      willing.close()
    }
    unwilling.onversionchange = (event) => heard.push(['unwilling', event.oldVersion, event.newVersion])
    const request = idb.indexedDB.open('test', 2)
    request.onblocked = (event) => {
      heard.push(['blocked', event.oldVersion, event.newVersion])
      setTimeout(() => {
        heard.push('closing')
        unwilling.close()
      }, 5)
    }
    request.onupgradeneeded = () => heard.push('upgrading')
    assert.equal((await answer(request)).version, 2)
    assert.deepEqual(heard, [['willing', 1, 2], ['unwilling', 1, 2], ['blocked', 1, 2], 'closing', 'upgrading'])
  })

  test('a closed connection finishes what it began, and begins nothing', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store', 'readwrite')
    const request = transaction.objectStore('store').put(1, 1)
    database.close()
    assert.throws(() => database.transaction('store'), { name: 'InvalidStateError' })
    assert.equal(await answer(request), 1)
    assert.equal(await end(transaction), 'complete')
  })

  test('a connection closed in its own upgrade is never handed out', async (t) => {
    const { indexedDB } = await open(t)
    const request = indexedDB.open('test', 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('store')
      request.result.close()
    }
    await assert.rejects(answer(request), { name: 'AbortError' })
    const database = await answer(indexedDB.open('test'))
    assert.deepEqual([database.version, [...database.objectStoreNames]], [1, ['store']])
  })

  test('a deleted database is gone, and was asked for', async (t) => {
    const idb = await open(t)
    const database = await openStore(idb, undefined, (store) => store.put(1, 1))
    database.onversionchange = (event) => {
      assert.equal(event.newVersion, null)
      database.close()
    }
    const request = idb.indexedDB.deleteDatabase('test')
    const told = new Promise((resolve) => request.addEventListener('success', (event) => resolve([event.type, Reflect.get(event, 'oldVersion')])))
    assert.equal(await answer(request), undefined)
    assert.deepEqual(await told, ['success', 1])
    assert.deepEqual(await idb.indexedDB.databases(), [])
    assert.equal(await answer(idb.indexedDB.deleteDatabase('never was')), undefined)
    const again = await openStore(idb)
    assert.equal(await inStore(again, 'readonly', (store) => store.count()), 0)
  })

  test('requests for one name are done in their order, those for others do not wait', async (t) => {
    const { indexedDB } = await open(t)
    const order: string[] = []
    const note = (name: string, request: IDBOpenDBRequest) => answer(request).then((result) => {
      order.push(name)
      if (result) result.close()
    })
    await Promise.all([
      note('open 1', indexedDB.open('test', 1)),
      note('delete', indexedDB.deleteDatabase('test')),
      note('open 2', indexedDB.open('test', 2)),
    ])
    assert.deepEqual(order, ['open 1', 'delete', 'open 2'])
  })

  test('several databases are kept apart, and listed', async (t) => {
    const idb = await open(t)
    for (const name of ['a', 'b', '', '\ud800']) {
      const database = await openDatabase(idb, (opened) => opened.createObjectStore('store').put(name, 1), 3, name)
      assert.equal(database.name, name)
    }
    const listed = await idb.indexedDB.databases()
    assert.deepEqual(listed.map(({ name, version }) => `${name} ${version}`).sort(), [' 3', 'a 3', 'b 3', '\ud800 3'])
    await turn()
  })

  test('cmp compares keys', async (t) => {
    const { indexedDB } = await open(t)
    assert.deepEqual([indexedDB.cmp(1, 2), indexedDB.cmp('a', 1), indexedDB.cmp([1], [1])], [-1, 1, 0])
    assert.throws(() => indexedDB.cmp(1, NaN), { name: 'DataError' })
  })
})
