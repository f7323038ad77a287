import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import { loadWasm, type CryptoWasm } from '../../main/engine/crypto/machine/wasm.ts'

export type MadeKeys = { readonly wasm: CryptoWasm; readonly olm: OlmMachine }

/** A machine in memory that holds real Megolm sessions, `perRoom` in each of `rooms` rooms: `!0:keys.example`, `!1:keys.example`, … */
export async function makeRoomKeys(rooms: number, perRoom = 1): Promise<MadeKeys> {
  const wasm = await loadWasm()
  const olm = await wasm.OlmMachine.initialize(new wasm.UserId('@maker:keys.example'), new wasm.DeviceId('MAKER'))
  for (let room = 0; room < rooms; room += 1) {
    for (let session = 0; session < perRoom; session += 1) {
      const id = (): InstanceType<CryptoWasm['RoomId']> => new wasm.RoomId(`!${room}:keys.example`)
      if (session > 0) await olm.invalidateGroupSession(id())
      await olm.shareRoomKey(id(), [], new wasm.EncryptionSettings())
    }
  }
  return { wasm, olm }
}
