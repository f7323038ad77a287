import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { Clock } from '../../base/clock.ts'

type Keeper = { readonly olm: OlmMachine }

/**
 * The machine reads all keys at once for each batch, however few are wanted, and nobody else has a turn meanwhile: some tenths of a second for
 * ten thousand keys. So batches are large, and only bounded for their text's sake, which takes 600 bytes for a key.
 */
const exportBatch = 100_000
const importBatch = 100

/** All keys of a machine as JSON arrays. `onBatch` hears how many are in each. */
export async function* exportedKeys({ olm }: Keeper, onBatch: (count: number) => void): AsyncGenerator<string, void, undefined> {
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

export type ImportOptions = {
  /** JSON texts; null for one that could not be read. */
  readonly keys: AsyncIterable<string | null>
  readonly clock: Clock
  readonly onProgress?: (done: number) => void
}

/** Takes in keys, a batch at a time. Answers how many of them the machine understood. */
export async function importAll(machine: Keeper, { keys, clock, onProgress }: ImportOptions): Promise<number> {
  let [done, taken] = [0, 0]
  let batch: string[] = []
  const flush = async (): Promise<void> => {
    taken += await importBatchOf(machine, batch)
    batch = []
    onProgress?.(done)
    // The machine's work holds the thread: everybody else has a turn now.
    await clock.sleep(0)
  }
  for await (const key of keys) {
    done += 1
    if (key !== null) batch.push(key)
    if (batch.length >= importBatch) await flush()
  }
  await flush()
  return taken
}

/** One key that is none costs its batch no other. */
async function importBatchOf(machine: Keeper, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0
  try {
    const result = await machine.olm.importExportedRoomKeys(`[${keys.join(',')}]`, () => undefined)
    const { totalCount } = result
    result.free()
    return totalCount
  } catch (error) {
    if (!isUnreadable(error)) throw error
    // The machine reads all or none of a list: whichever key it stumbles over is found by halves.
    if (keys.length === 1) return 0
    const middle = keys.length >> 1
    return await importBatchOf(machine, keys.slice(0, middle)) + await importBatchOf(machine, keys.slice(middle))
  }
}

/** The machine's errors have no types. What fails for the store's sake must not be taken for a key that is none. */
const isUnreadable = (error: unknown): boolean => / at line \d+ column \d+/u.test(String(error))
