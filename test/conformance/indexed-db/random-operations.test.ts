import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { randomKey, sequence } from '../../unit/engine/crypto/indexed-db/random-keys.ts'
import { end, implementations, openStore, visit, type Idb } from './kit.ts'

type Random = () => number

const indexes = ['one', 'many', 'unique', 'pair'] as const
const directions = ['next', 'nextunique', 'prev', 'prevunique'] as const

function pick<T>(random: Random, list: readonly T[]): T {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new Error('Nothing to pick')
  return item
}

function fill(store: IDBObjectStore): void {
  store.createIndex('one', 'one')
  store.createIndex('many', 'many', { multiEntry: true })
  store.createIndex('unique', 'unique', { unique: true })
  store.createIndex('pair', ['one', 'more.two'])
}

/** Few keys, so that records meet; now and then any key at all. */
function key(random: Random): IDBValidKey {
  return random() < 0.9 ? pick<IDBValidKey>(random, [0, 1, 2, 3, 'a', 'b', [1], [1, 'a'], new Date(1)]) : randomKey(random)
}

function record(random: Random): object {
  const some = () => Array.from({ length: Math.floor(random() * 4) }, () => key(random))
  return {
    one: random() < 0.8 ? key(random) : null,
    many: random() < 0.7 ? some() : key(random),
    ...(random() < 0.3 ? { unique: key(random) } : {}),
    more: { two: random() < 0.8 ? key(random) : undefined },
    text: 'x'.repeat(Math.floor(random() * 50)),
  }
}

function range(random: Random, { indexedDB, IDBKeyRange }: Idb): IDBValidKey | IDBKeyRange | undefined {
  const [a, b] = [key(random), key(random)]
  const order = indexedDB.cmp(a, b)
  const [isOpen, isOtherOpen] = [random() < 0.5, random() < 0.5]
  switch (Math.floor(random() * 5)) {
    case 0: return undefined
    case 1: return a
    case 2: return IDBKeyRange.lowerBound(a, isOpen)
    case 3: return IDBKeyRange.upperBound(a, isOpen)
    default: return order === 0 ? IDBKeyRange.only(a) : IDBKeyRange.bound(order < 0 ? a : b, order < 0 ? b : a, isOpen, isOtherOpen)
  }
}

/** What a request gives, or the name of its error, which is then handled. */
function outcome(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = (event) => {
      event.preventDefault()
      resolve(request.error?.name)
    }
  })
}

/** One request, or a walk with a cursor; what came of it. */
async function operate(random: Random, idb: Idb, store: IDBObjectStore): Promise<unknown> {
  const index = pick(random, indexes)
  const source = random() < 0.5 ? store : store.index(index)
  const query = range(random, idb)
  const needed = query ?? key(random)
  const count = random() < 0.5 ? undefined : Math.floor(random() * 4)
  switch (Math.floor(random() * 14)) {
    case 0: case 1: case 2: case 3: return outcome(store.put(record(random), key(random)))
    case 4: case 5: return outcome(store.add(record(random), key(random)))
    case 6: return outcome(store.delete(random() < 0.5 ? key(random) : needed))
    case 7: return outcome(source.get(needed))
    case 8: return outcome(source.getKey(needed))
    case 9: return outcome(source.count(query))
    case 10: return outcome(source.getAll(query, count))
    case 11: return outcome(source.getAllKeys(query, count))
    case 12: return random() < 0.05 ? outcome(store.clear()) : null
    default: return walk(random, store, source, query)
  }
}

function walk(random: Random, store: IDBObjectStore, source: IDBObjectStore | IDBIndex, query: IDBValidKey | IDBKeyRange | undefined): Promise<unknown> {
  const direction = pick(random, directions)
  return visit(source.openCursor(query, direction), (cursor) => {
    const seen = [cursor.key, cursor.primaryKey, cursor.value]
    if (random() < 0.1) cursor.delete()
    else if (random() < 0.1) void outcome(cursor.update(record(random)))
    if (random() < 0.05) void outcome(store.put(record(random), key(random)))
    return seen
  }, (cursor) => {
    if (random() < 0.2) return cursor.advance(1 + Math.floor(random() * 3))
    try {
      if (random() < 0.2) return cursor.continue(key(random))
    } catch {
      // behind it
    }
    cursor.continue()
  })
}

/** Everything that came of some hundred operations in some ten transactions, a third of which are aborted. */
async function play(t: TestContext, open: (t: TestContext) => Promise<Idb>, seed: number): Promise<unknown[]> {
  const idb = await open(t)
  const random = sequence(seed)
  const database = await openStore(idb, undefined, fill)
  const came: unknown[] = []
  for (let round = 0; round < 12; round += 1) {
    const transaction = database.transaction('store', 'readwrite')
    const ended = end(transaction)
    const store = transaction.objectStore('store')
    for (let step = 0; step < 12; step += 1) came.push(await operate(random, idb, store))
    if (random() < 0.3) transaction.abort()
    came.push(await ended)
    const reading = database.transaction('store').objectStore('store')
    for (const source of [reading, ...indexes.map((name) => reading.index(name))]) {
      came.push(await visit(source.openCursor(), (cursor) => [cursor.key, cursor.primaryKey, cursor.value]))
    }
  }
  database.close()
  return came
}

test('whatever is done, both implementations say the same of it', { timeout: 300_000 }, async (t) => {
  const [ours, other] = implementations
  assert.ok(ours && other)
  for (let seed = 1; seed <= 15; seed += 1) {
    assert.deepEqual(await play(t, ours.open, seed), await play(t, other.open, seed), `seed ${seed}`)
  }
})
