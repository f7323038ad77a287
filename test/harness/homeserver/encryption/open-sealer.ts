import { loadWasm } from '../../../../main/engine/crypto/machine/wasm.ts'
import { Sealer } from './sealer.ts'

/** Null where no room has real encryption: then nothing of it is loaded. */
export async function openSealer({ encryptedRooms = 0 }: { readonly encryptedRooms?: number }): Promise<Sealer | null> {
  return encryptedRooms === 0 ? null : new Sealer(await loadWasm())
}
