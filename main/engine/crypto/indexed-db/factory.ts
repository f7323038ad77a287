import type { DatabaseState } from './connection.ts'
import { exception } from './exceptions.ts'
import { listDatabases, loadDatabase, type DatabaseInfo } from './file/catalogue.ts'
import type { IdbFile } from './file/idb-file.ts'
import { toKey } from './keys/key-range.ts'
import { compareKeys } from './keys/key.ts'
import { deleteDatabase, failOpening, openConnection } from './open-jobs.ts'
import { IDBOpenDBRequest, requestToken } from './request.ts'
import { Scheduler } from './scheduler.ts'
import { exposeInterface, mostLongLong, requireArguments, toText, toUnsigned } from './web-idl.ts'

const token = Symbol('factory')

type Job = (state: DatabaseState, request: IDBOpenDBRequest) => Promise<void>

export let closeFactory: (factory: IDBFactory) => void

/** https://w3c.github.io/IndexedDB/#factory-interface */
export class IDBFactory {
  readonly #file: IdbFile
  readonly #scheduler: Scheduler
  readonly #databases = new Map<string, DatabaseState>()
  readonly #last = new Map<string, Promise<void>>()
  #isClosed = false

  static {
    closeFactory = (factory) => factory.#close()
  }

  constructor(given?: symbol, file?: IdbFile) {
    if (given !== token || !file) throw new TypeError('Illegal constructor')
    this.#file = file
    this.#scheduler = new Scheduler(file)
  }

  open(name: unknown, version: unknown = undefined): IDBOpenDBRequest {
    requireArguments(arguments.length, 1)
    const text = toText(name)
    const wanted = version === undefined ? null : toUnsigned(version, mostLongLong)
    if (wanted === 0) throw new TypeError('A version is at least 1')
    return this.#queue(text, (state, request) => openConnection(state, wanted, request))
  }

  deleteDatabase(name: unknown): IDBOpenDBRequest {
    requireArguments(arguments.length, 1)
    return this.#queue(toText(name), deleteDatabase)
  }

  async databases(): Promise<DatabaseInfo[]> {
    this.#checkOpen()
    const stored = listDatabases(this.#file.database).filter(({ name }) => !this.#databases.has(name))
    const known = [...this.#databases.values()].map(({ name, committedVersion }) => ({ name, version: committedVersion }))
    return [...stored, ...known.filter(({ version }) => version > 0)]
  }

  cmp(first: unknown, second: unknown): -1 | 0 | 1 {
    if (!(#file in this)) throw new TypeError('Illegal invocation')
    requireArguments(arguments.length, 2)
    return compareKeys(toKey(first), toKey(second))
  }

  #queue(name: string, job: Job): IDBOpenDBRequest {
    this.#checkOpen()
    const request = new IDBOpenDBRequest(requestToken)
    const before = this.#last.get(name) ?? Promise.resolve()
    const after = before.then(() => this.#do(name, job, request)).then(() => {
      if (this.#last.get(name) === after) this.#last.delete(name)
    })
    this.#last.set(name, after)
    return request
  }

  async #do(name: string, job: Job, request: IDBOpenDBRequest): Promise<void> {
    let state: DatabaseState
    try {
      this.#checkOpen()
      state = this.#database(name)
    } catch (error) {
      return failOpening(request, this.#file.failure(error))
    }
    return job(state, request)
  }

  #database(name: string): DatabaseState {
    const known = this.#databases.get(name)
    if (known) return known
    const stored = loadDatabase(this.#file.database, name)
    const version = stored?.version ?? 0
    const state: DatabaseState = {
      file: this.#file,
      scheduler: this.#scheduler,
      name,
      id: stored?.id ?? null,
      version,
      committedVersion: version,
      stores: stored?.stores ?? new Map(),
      connections: new Set(),
    }
    this.#databases.set(name, state)
    return state
  }

  #checkOpen(): void {
    if (this.#isClosed) throw exception('InvalidStateError', 'The file is closed.')
  }

  #close(): void {
    this.#isClosed = true
    const error = exception('AbortError', 'The file is being closed.')
    for (const { connections } of this.#databases.values()) for (const connection of [...connections]) connection.closeForced(error)
    this.#file.close()
  }
}

exposeInterface(IDBFactory, 'IDBFactory')

export function newFactory(file: IdbFile): IDBFactory {
  return new IDBFactory(token, file)
}
