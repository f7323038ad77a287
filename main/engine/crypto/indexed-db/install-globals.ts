import type { IDBFactory } from './factory.ts'
import { interfaces } from './open-indexed-db.ts'

let last: Promise<unknown> = Promise.resolve()

/**
 * Runs `work` with `indexedDB` as the global one, for code that looks for it there while it opens its store. One at a time: each account has a
 * file of its own. The interfaces stay on `globalThis` afterwards, for such code asks what kind of object it holds; `indexedDB` does not.
 */
export function withIndexedDB<T>(indexedDB: IDBFactory, work: () => Promise<T>): Promise<T> {
  const done = last.then(async () => {
    for (const [name, value] of Object.entries(interfaces)) define(name, value)
    define('indexedDB', indexedDB)
    try {
      return await work()
    } finally {
      Reflect.deleteProperty(globalThis, 'indexedDB')
    }
  })
  last = done.catch(() => undefined)
  return done
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
