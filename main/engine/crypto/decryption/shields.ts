import type { ShieldState } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { Shield, ShieldCode } from '../../../../preload/contract/rows/timeline-row.ts'
import type { CryptoWasm } from '../machine/wasm.ts'

type Told = Exclude<ShieldCode, 'not-encrypted'>

/** What the machine says of who sent a message, in our words; null when nothing is to be said. */
export function toShield({ ShieldColor, ShieldStateCode: Code }: CryptoWasm, state: ShieldState): Shield | null {
  if (state.color === ShieldColor.None) return null
  const code = state.code === undefined ? 'uncertain' : codeOf(Code, state.code)
  return { color: state.color === ShieldColor.Red ? 'red' : 'grey', code, reason: sentences[code] }
}

const sentences: Readonly<Record<Told, string>> = {
  'key-from-elsewhere': 'The key to this message came from a backup, a file or somebody else, so who wrote it cannot be told for sure.',
  'unknown-device': 'This message was sent by a device that is unknown or deleted.',
  'unsigned-device': 'This message was sent by a device that its owner has not verified.',
  'unverified-person': 'You have not verified the sender of this message.',
  'changed-identity': 'The sender’s identity is another one than the one that you verified.',
  'other-sender': 'This message claims another sender than the one whose key it was encrypted with.',
  uncertain: 'Who sent this message cannot be told for sure.',
}

function codeOf(Code: CryptoWasm['ShieldStateCode'], code: number): Told {
  switch (code) {
    case Code.AuthenticityNotGuaranteed: return 'key-from-elsewhere'
    case Code.UnknownDevice: return 'unknown-device'
    case Code.UnsignedDevice: return 'unsigned-device'
    case Code.UnverifiedIdentity: return 'unverified-person'
    case Code.VerificationViolation: return 'changed-identity'
    case Code.MismatchedSender: return 'other-sender'
    default: return 'uncertain'
  }
}
