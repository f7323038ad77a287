import type { EncryptionOptions } from '../encryption.ts'
import { Machine } from './machine.ts'
import { loadWasm } from './wasm.ts'

/** Opens the account's machine. */
export async function openMachine({ me, ...options }: EncryptionOptions): Promise<Machine> {
  const wasm = await loadWasm()
  const olm = await wasm.OlmMachine.initialize(new wasm.UserId(me.userId), new wasm.DeviceId(me.deviceId))
  return new Machine({ ...options, me, wasm, olm })
}
