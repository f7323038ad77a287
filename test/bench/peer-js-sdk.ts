// The peer that our engine is held against: matrix-js-sdk on the same account, in a process of its own. Given its orders as JSON, it does one
// thing, says on a line how long that took, and waits to be ended, so that its memory can be looked at.
//
// - `first`: signs in and syncs for the first time, with the store in memory that it is used with in Node
// - `keep`: the same with its IndexedDB store, whose contents are written to `file` (Node has no IndexedDB that lasts)
// - `restart`: reads `file` back before the clock is started, and is ready when it has its rooms from its store
import { readFile, writeFile } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { IDBFactory } from 'fake-indexeddb'
import { ClientEvent, createClient, IndexedDBStore, MemoryStore, SyncState, type MatrixClient } from 'matrix-js-sdk'
import { logger, type Logger } from 'matrix-js-sdk/lib/logger.js'
import { endWithParent } from '../harness/end-with-parent.ts'
import { password } from '../harness/homeserver/protocol/account.ts'
import { myUserId } from '../harness/homeserver/world/people.ts'

export type PeerOrders = { readonly url: string; readonly does: 'first' | 'keep' | 'restart'; readonly file: string }
export type PeerResult = { readonly ms: number; readonly rooms: number }

type Kept = { readonly token: string; readonly deviceId: string; readonly stores: Readonly<Record<string, readonly unknown[]>> }

const storeName = 'bench'

const silence = (): void => undefined
const silent: Logger = { trace: silence, debug: silence, info: silence, warn: silence, error: silence, getChild: () => silent }
Object.assign(logger, silent, { log: silence })

endWithParent()
const orders: PeerOrders = JSON.parse(process.argv[2] ?? '{}')
process.stdout.write(`${JSON.stringify(await obey(orders))}\n`)
setInterval(silence, 60_000)

async function obey({ url, does, file }: PeerOrders): Promise<PeerResult> {
  if (does === 'restart') {
    const kept: Kept = deserialize(await readFile(file))
    const factory = new IDBFactory()
    await readBack(factory, kept)
    return start(url, kept, new IndexedDBStore({ indexedDB: factory, dbName: storeName }))
  }
  const session = await signIn(url)
  if (does === 'first') return start(url, session, new MemoryStore())
  const factory = new IDBFactory()
  const store = new IndexedDBStore({ indexedDB: factory, dbName: storeName })
  const result = await start(url, session, store)
  await store.save(true)
  await writeFile(file, serialize({ ...session, stores: await contentsOf(factory) } satisfies Kept))
  return result
}

type Session = Pick<Kept, 'token' | 'deviceId'>

async function signIn(url: string): Promise<Session> {
  const answer = await createClient({ baseUrl: url, logger: silent })
    .loginRequest({ type: 'm.login.password', identifier: { type: 'm.id.user', user: myUserId }, password })
  return { token: answer.access_token, deviceId: answer.device_id }
}

/** Ready when the client has its rooms, be it from its store or from the server. */
async function start(url: string, { token, deviceId }: Session, store: MemoryStore): Promise<PeerResult> {
  const client: MatrixClient = createClient({ baseUrl: url, accessToken: token, userId: myUserId, deviceId, store, logger: silent, timelineSupport: true })
  const started = performance.now()
  const ready = new Promise<void>((resolve) => client.on(ClientEvent.Sync, (state) => { if (state === SyncState.Prepared) resolve() }))
  await store.startup()
  await client.startClient({ initialSyncLimit: 20, lazyLoadMembers: true })
  await ready
  return { ms: performance.now() - started, rooms: client.getRooms().length }
}

async function contentsOf(factory: IDBFactory): Promise<Kept['stores']> {
  const database = await opened(factory.open(`matrix-js-sdk:${storeName}`))
  const stores: Record<string, readonly unknown[]> = {}
  for (const name of database.objectStoreNames) stores[name] = await opened(database.transaction(name).objectStore(name).getAll())
  database.close()
  return stores
}

async function readBack(factory: IDBFactory, { stores }: Kept): Promise<void> {
  // It makes its own tables when it is first opened.
  const first = new IndexedDBStore({ indexedDB: factory, dbName: storeName })
  await first.startup()
  await first.destroy()
  const database = await opened(factory.open(`matrix-js-sdk:${storeName}`))
  for (const [name, records] of Object.entries(stores)) {
    const store = database.transaction(name, 'readwrite').objectStore(name)
    for (const record of records) store.put(record)
  }
  database.close()
}

function opened<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The request failed'))
  })
}
