import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { KeyWork } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Clock } from '../../base/clock.ts'
import { SerialQueue } from '../../base/queue.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Machine } from '../machine/machine.ts'
import { openKeyFile, type OpenText } from './read-key-file.ts'
import { exportedKeys, importAll } from './room-keys.ts'
import { saveKeyFile } from './save-key-file.ts'
import { keyFileText } from './write-key-file.ts'

export type KeyFilesOptions = {
  readonly open: () => Promise<Machine>
  readonly clock: Clock
  readonly onWork: (work: KeyWork | null) => void
  /** Aborted: what is under way ends between two batches of keys. */
  readonly ending: AbortSignal
}

/** Room keys in files, encrypted under a passphrase, as all programs write and read them (client-server API, "Key exports"). */
export class KeyFiles {
  readonly #options: KeyFilesOptions
  readonly #turns = new SerialQueue()

  constructor(options: KeyFilesOptions) {
    this.#options = options
  }

  /** Writes all keys of this device; the file is there as a whole or not at all, for nobody else to read. Answers how many there are. */
  export(path: string, passphrase: string): Promise<number> {
    return this.#turns.run(() => this.#working(async () => {
      const machine = await this.#options.open()
      const { total } = await machine.olm.roomKeyCounts()
      let done = 0
      const batches = exportedKeys(machine, (more) => {
        done += more
        this.#options.onWork({ what: 'exporting', done, total: Math.max(done, total) })
      })
      await saveKeyFile(path, keyFileText(this.#untilEnd(batches), passphrase))
      return done
    }))
  }

  /** Takes in the keys of a file. Answers how many there were. Throws `not-found`, `damaged` or `wrong-key`; nothing has changed then. */
  import(path: string, passphrase: string): Promise<number> {
    return this.#turns.run(() => this.#working(async () => {
      const text = await openText(path)
      const { total, keys } = await openKeyFile(text, passphrase)
      const { clock, onWork } = this.#options
      return importAll(await this.#options.open(), {
        keys: this.#untilEnd(keys()), clock, onProgress: (done) => onWork({ what: 'importing', done, total }),
      })
    }))
  }

  /** Begins nothing more, and resolves when what was begun has ended. */
  close(): Promise<void> {
    return this.#turns.close()
  }

  async *#untilEnd<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    for await (const item of items) {
      if (this.#options.ending.aborted) throw new CryptoError('cancelled', 'This account has been closed.')
      yield item
    }
  }

  async #working<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      this.#options.onWork(null)
    }
  }
}

async function openText(path: string): Promise<OpenText> {
  try {
    if (!(await stat(path)).isFile()) throw new CryptoError('bad-input', 'This is no file.')
  } catch (error) {
    if (error instanceof CryptoError) throw error
    throw new CryptoError('not-found', 'There is no such file, or it cannot be read.', error)
  }
  return () => createReadStream(path, { encoding: 'latin1', highWaterMark: 256 * 1024 })
}
