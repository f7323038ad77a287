import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { KeyWork } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Clock } from '../../base/clock.ts'
import { SerialQueue } from '../../base/queue.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Machine } from '../machine/machine.ts'
import { openKeyFile, type OpenText } from './read-key-file.ts'
import { keyFileText } from './write-key-file.ts'
import { writeWhole } from './write-whole.ts'

export type KeyFilesOptions = {
  readonly open: () => Promise<Machine>
  readonly clock: Clock
  readonly onWork: (work: KeyWork | null) => void
}

/** The machine looks through all keys for each batch, so they are few; each is held as text, so they are bounded. */
const exportBatch = 10_000
const importBatch = 100

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
      await writeWhole(path, keyFileText(batches, passphrase))
      return done
    }))
  }

  /** Takes in the keys of a file. Answers how many there were. Throws `not-found`, `damaged` or `wrong-key`; nothing has changed then. */
  import(path: string, passphrase: string): Promise<number> {
    return this.#turns.run(() => this.#working(async () => {
      const text = await openText(path)
      const { total, keys } = await openKeyFile(text, passphrase)
      const machine = await this.#options.open()
      let [done, taken] = [0, 0]
      let batch: string[] = []
      const flush = async (): Promise<void> => {
        taken += await importKeys(machine, batch)
        batch = []
        this.#options.onWork({ what: 'importing', done, total })
        // The machine's work holds the thread: everybody else has a turn now.
        await this.#options.clock.sleep(0)
      }
      for await (const key of keys()) {
        done += 1
        if (key !== null) batch.push(key)
        if (batch.length >= importBatch) await flush()
      }
      await flush()
      return taken
    }))
  }

  async #working<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      this.#options.onWork(null)
    }
  }
}

/** All keys of a machine as JSON arrays. `onBatch` hears how many are in each. */
export async function* exportedKeys({ olm }: Machine, onBatch: (count: number) => void): AsyncGenerator<string, void, undefined> {
  const given = new Set<string>()
  for (;;) {
    let count = 0
    const array = await olm.exportRoomKeys((session) => {
      const name = `${session.roomId.toString()} ${session.sessionId}`
      session.free()
      if (count >= exportBatch || given.has(name)) return false
      given.add(name)
      count += 1
      return true
    })
    if (count === 0) return
    onBatch(count)
    yield array
    if (count < exportBatch) return
  }
}

/** Keys as JSON texts. One that is none costs its batch no other. Answers how many the machine understood. */
export async function importKeys(machine: Machine, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0
  try {
    const result = await machine.olm.importExportedRoomKeys(`[${keys.join(',')}]`, () => undefined)
    const { totalCount } = result
    result.free()
    return totalCount
  } catch (error) {
    // The machine reads all or none of a list: whichever key it stumbles over is found by halves.
    if (keys.length === 1) return 0
    if (!isUnreadable(error)) throw error
    const middle = keys.length >> 1
    return await importKeys(machine, keys.slice(0, middle)) + await importKeys(machine, keys.slice(middle))
  }
}

/** The machine's errors have no types. What fails for the store's sake must not be taken for a key that is none. */
const isUnreadable = (error: unknown): boolean => /json|missing field|invalid|unknown variant|expected/iu.test(String(error))

async function openText(path: string): Promise<OpenText> {
  try {
    if (!(await stat(path)).isFile()) throw new CryptoError('bad-input', 'This is no file.')
  } catch (error) {
    if (error instanceof CryptoError) throw error
    throw new CryptoError('not-found', 'There is no such file, or it cannot be read.', error)
  }
  return () => createReadStream(path, { encoding: 'latin1', highWaterMark: 256 * 1024 })
}
