import type { CryptoWasm } from './wasm.ts'

/** Whose messages are taken: anybody's, or those of devices that their owner has signed (MSC4153). */
export function decryptionSettings(wasm: CryptoWasm, senders: 'any' | 'signed'): InstanceType<CryptoWasm['DecryptionSettings']> {
  const { TrustRequirement, DecryptionSettings } = wasm
  return new DecryptionSettings(senders === 'any' ? TrustRequirement.Untrusted : TrustRequirement.CrossSignedOrLegacy)
}
