import type { ShieldState } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { Shield } from '../../../../preload/contract/rows/timeline-row.ts'
import type { CryptoWasm } from '../machine/wasm.ts'

/** What the machine says of who sent a message, in our words; null when nothing is to be said. */
export function toShield({ ShieldColor, ShieldStateCode: Code }: CryptoWasm, state: ShieldState): Shield | null {
  const { color, code } = state
  if (color === ShieldColor.None) return null
  const reason = code === undefined ? uncertain : reasonOf(Code, code)
  return { color: color === ShieldColor.Red ? 'red' : 'grey', reason }
}

const uncertain = 'Who sent this message cannot be told for sure.'

function reasonOf(Code: CryptoWasm['ShieldStateCode'], code: number): string {
  switch (code) {
    case Code.AuthenticityNotGuaranteed:
      return 'The key to this message came from a backup, a file or somebody else, so who wrote it cannot be told for sure.'
    case Code.UnknownDevice:
      return 'This message was sent by a device that is unknown or deleted.'
    case Code.UnsignedDevice:
      return 'This message was sent by a device that its owner has not verified.'
    case Code.UnverifiedIdentity:
      return 'You have not verified the sender of this message.'
    case Code.VerificationViolation:
      return 'The sender’s identity is another one than the one that you verified.'
    case Code.MismatchedSender:
      return 'This message claims another sender than the one whose key it was encrypted with.'
    default:
      return uncertain
  }
}
