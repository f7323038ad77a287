import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { Me } from '../../base/me.ts'
import type { DatabaseKey } from '../../store/database.ts'
import type { StoreError } from '../../store/store-error.ts'
import { CryptoError } from '../crypto-error.ts'
import { openIndexedDB, withIndexedDB, type IndexedDB } from '../indexed-db/index.ts'
import { Machine, type MachineOptions } from './machine.ts'
import { loadWasm, type CryptoWasm } from './wasm.ts'

/** The name of the machine's databases within the file. */
const storeName = 'machine'

export type OpenStoredOptions = {
  readonly me: Pick<Me, 'userId' | 'deviceId'>
  /** The account's folder. */
  readonly folder: string
  readonly key: DatabaseKey
  /** Told when it shows later that the file is damaged. */
  readonly onDamage?: ((error: StoreError) => void) | undefined
}

/** A device's keys, and nothing that moves them. Whoever opens it closes `olm` and disposes of `database`. */
export type StoredMachine = { readonly wasm: CryptoWasm; readonly olm: OlmMachine; readonly database: IndexedDB }

export type OpenMachineOptions = Omit<MachineOptions, keyof StoredMachine> & OpenStoredOptions

/**
 * Opens this device's machine on its own file. Rejects with `StoreError` when the file cannot be opened, with `CryptoError` `damaged` when what is in
 * it is not this device's: the file is left as it is.
 */
export async function openMachine({ folder, key, onDamage, ...options }: OpenMachineOptions & { readonly me: Me }): Promise<Machine> {
  return new Machine({ ...options, ...await openStored({ me: options.me, folder, key, onDamage }) })
}

/** As `openMachine`, without the machine's requests. */
export async function openStored({ me, folder, key, onDamage }: OpenStoredOptions): Promise<StoredMachine> {
  const wasm = await loadWasm()
  const database = openIndexedDB({ file: join(folder, cryptoFileName(me)), key, onDamage })
  try {
    return { wasm, olm: await openOlmMachine(wasm, me, database), database }
  } catch (error) {
    database.dispose()
    throw error
  }
}

/** Each device has a file of its own, so that a new one never finds another's keys in it. The device's id is not told on the disk. */
export function cryptoFileName({ deviceId }: Pick<Me, 'deviceId'>): string {
  return `crypto-${createHash('sha256').update(deviceId).digest('hex').slice(0, 16)}.db`
}

async function openOlmMachine(wasm: CryptoWasm, { userId, deviceId }: OpenStoredOptions['me'], { indexedDB }: IndexedDB): Promise<OlmMachine> {
  // Not encrypted a second time: the file is.
  const handle = await withIndexedDB(indexedDB, () => wasm.StoreHandle.open(storeName, undefined))
  try {
    return await wasm.OlmMachine.initFromStore(new wasm.UserId(userId), new wasm.DeviceId(deviceId), handle)
  } catch (error) {
    const message = 'The keys on this computer are those of another device: sign out and in again to get new ones. Nothing was deleted.'
    if (String(error).includes("the account in the store doesn't match")) throw new CryptoError('damaged', message, error)
    throw error
  }
}
