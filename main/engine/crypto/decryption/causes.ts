import { undecryptedCauses, type Remedy, type UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'

/** What is to be told of a cause: why in words, what mends it, and whether it may heal at all. */
type Explanation = { readonly sentence: string; readonly remedy: Remedy; readonly mayHeal: boolean }

const waits = (remedy: Remedy, sentence: string): Explanation => ({ sentence, remedy, mayHeal: true })
const stays = (sentence: string): Explanation => ({ sentence, remedy: 'nothing', mayHeal: false })

const explanations: { readonly [Cause in UndecryptedCause]: Explanation } = {
  'no-key': waits('wait', 'The key to this message has not come yet. It is shown as soon as it does.'),
  'before-joining': waits('import-keys', 'This message was sent before you or this device were here. Keys exported from another device open it.'),
  'in-backup': waits('restore', 'The key to this message may be in your key backup. Enter your recovery key to get it.'),
  withheld: waits('nothing', 'The sender’s program decided not to give this device the key to this message.'),
  'withheld-unverified': waits('verify-device', 'The sender gives keys to verified devices only. Verify this device to read what they send from then on.'),
  'old-index': waits('restore', 'The key came in a state that opens later messages only. The backup or another device of yours may have all of it.'),
  'unsigned-device': waits('include-unsigned', 'Their device is not verified by its owner, and your settings leave out such messages.'),
  'unknown-device': waits('include-unsigned', 'The device that sent this is not known, and your settings leave out such messages.'),
  'identity-changed': waits('settle-identity', 'The sender’s identity is another one than the one that you verified. Settle that to see the message.'),
  forged: stays('This message claims another sender than the one whose key it was encrypted with. It is not shown.'),
  altered: stays('This message was changed on its way and cannot be trusted. It is not shown.'),
  replayed: stays('This is a copy of an earlier message, sent again by somebody on the way. It is not shown.'),
  malformed: stays('This message is not encrypted in a way that can be read here.'),
  'not-ready': waits('wait', 'The keys on this computer are not open yet.'),
}

/** Why, in one sentence that says what to do. */
export const sentenceOf = (cause: UndecryptedCause): string => explanations[cause].sentence

export const remedyOf = (cause: UndecryptedCause): Remedy => explanations[cause].remedy

/** Whether a key, a setting or a decision can still make it readable. */
export const mayHeal = (cause: UndecryptedCause): boolean => explanations[cause].mayHeal

/** All of which that is so. */
export const healingCauses: readonly UndecryptedCause[] = undecryptedCauses.filter(mayHeal)
