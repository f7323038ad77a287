import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, end, forEachIndexedDB, openStore } from './kit.ts'

forEachIndexedDB('events', (open, isWhole) => {
  test('an error goes down from the database to the request, and up again', async (t) => {
    const database = await openStore(await open(t), undefined, (store) => store.put(0, 1))
    const transaction = database.transaction('store', 'readwrite')
    const request = transaction.objectStore('store').add(0, 1)
    const path: string[] = []
    const listen = (target: EventTarget, name: string) => {
      for (const isCapture of [true, false]) {
        target.addEventListener('error', (event) => {
          path.push(`${name} ${isCapture ? 'early' : 'late'} ${event.eventPhase}`)
          assert.equal(event.target, request)
          assert.equal(event.currentTarget, target)
          event.preventDefault()
        }, isCapture)
      }
    }
    listen(database, 'database')
    listen(transaction, 'transaction')
    listen(request, 'request')
    assert.equal(await end(transaction), 'complete')
    assert.deepEqual(path, [
      'database early 1', 'transaction early 1', 'request early 2', 'request late 2', 'transaction late 3', 'database late 3',
    ])
  })

  test('a success is the request\'s alone, but for those that listen early', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store')
    const path: string[] = []
    for (const [target, name] of [[database, 'database'], [transaction, 'transaction']] as const) {
      target.addEventListener('success', () => path.push(`${name} early`), true)
      target.addEventListener('success', () => path.push(`${name} late`))
    }
    const request = transaction.objectStore('store').get(1)
    request.addEventListener('success', (event) => path.push(`request ${event.bubbles} ${event.cancelable}`))
    await answer(request)
    assert.deepEqual(path, ['database early', 'transaction early', 'request false false'])
  })

  test('propagation can be stopped, at once or after the others here', async (t) => {
    const database = await openStore(await open(t), undefined, (store) => store.put(0, 1))
    for (const stop of ['stopPropagation', 'stopImmediatePropagation'] as const) {
      const transaction = database.transaction('store', 'readwrite')
      const request = transaction.objectStore('store').add(0, 1)
      const path: string[] = []
      request.addEventListener('error', (event) => {
        event.preventDefault()
        event[stop]()
      })
      request.addEventListener('error', () => path.push('request'))
      transaction.addEventListener('error', () => path.push('transaction'))
      assert.equal(await end(transaction), 'complete')
      assert.deepEqual(path, stop === 'stopPropagation' ? ['request'] : [])
    }
  })

  if (isWhole) test('listeners are called once each, in their order; one that is gone is not', async (t) => {
    const database = await openStore(await open(t))
    const request = database.transaction('store').objectStore('store').get(1)
    const heard: string[] = []
    const twice = () => heard.push('twice added')
    const removed = () => heard.push('removed')
    request.addEventListener('success', twice)
    request.addEventListener('success', twice)
    request.onsuccess = () => heard.push('replaced')
    request.addEventListener('success', { handleEvent: () => heard.push('object') })
    request.onsuccess = () => {
      heard.push('handler')
      request.removeEventListener('success', removed)
    }
    request.addEventListener('success', removed)
    request.addEventListener('success', () => heard.push('last'))
    await end(request.transaction ?? assert.fail())
    assert.deepEqual(heard, ['twice added', 'handler', 'object', 'last'])
  })

  if (isWhole) test('promises go on between the listeners of one event', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store')
    const store = transaction.objectStore('store')
    const request = store.get(1)
    const heard: string[] = []
    request.addEventListener('success', () => {
      heard.push('first')
      void Promise.resolve().then(() => Promise.resolve()).then(() => {
        heard.push('its promise')
        store.get(2)
      })
    })
    request.addEventListener('success', () => heard.push('second'))
    assert.equal(await end(transaction), 'complete')
    assert.deepEqual(heard, ['first', 'its promise', 'second'])
  })

  if (isWhole) test('an event of one\'s own leaves the transaction as it is', async (t) => {
    const database = await openStore(await open(t))
    const transaction = database.transaction('store')
    const request = transaction.objectStore('store').get(1)
    await end(transaction)
    let error: unknown
    const event = new Event('mine', { bubbles: true, cancelable: true })
    request.addEventListener('mine', () => {
      try { transaction.objectStore('store') } catch (thrown) { error = thrown }
    })
    database.addEventListener('mine', (heard) => {
      assert.equal(heard, event)
      assert.equal(heard.target, request)
      heard.preventDefault()
    })
    assert.equal(request.dispatchEvent(event), false)
    assert.equal(Object(error).name, 'InvalidStateError')
  })
})
