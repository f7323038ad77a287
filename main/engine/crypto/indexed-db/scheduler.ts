import type { IdbFile } from './file/idb-file.ts'
import type { TransactionCore } from './transaction-core.ts'

/**
 * Which transactions of a file may run: readers side by side, a writer once all before it whose scope overlaps with its own have finished, and a
 * reader once all such writers have.
 */
export class Scheduler {
  readonly #file: IdbFile
  readonly #live: TransactionCore[] = []

  constructor(file: IdbFile) {
    this.#file = file
  }

  /** Starts it now or as soon as it may. */
  add(transaction: TransactionCore): void {
    this.#live.push(transaction)
    if (this.#mayStart(transaction, this.#live.length - 1)) transaction.start()
  }

  /** It has finished: others may have waited for that. */
  remove(transaction: TransactionCore): void {
    this.#live.splice(this.#live.indexOf(transaction), 1)
    for (let place = 0; place < this.#live.length; place += 1) {
      const other = this.#live[place]
      if (other && !other.isStarted && this.#mayStart(other, place)) other.start()
    }
  }

  #mayStart(transaction: TransactionCore, place: number): boolean {
    if (transaction.isWriter && !this.#file.group.isOpen) return false
    for (let index = 0; index < place; index += 1) {
      const before = this.#live[index]
      if (before && (before.isWriter || transaction.isWriter) && overlap(before, transaction)) return false
    }
    return true
  }
}

function overlap(a: TransactionCore, b: TransactionCore): boolean {
  const [smaller, larger] = a.scope.size < b.scope.size ? [a.scope, b.scope] : [b.scope, a.scope]
  for (const store of smaller) if (larger.has(store)) return true
  return false
}
