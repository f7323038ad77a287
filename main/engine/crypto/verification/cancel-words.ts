/** How a verification ended without success: the code of the specification ("m.key.verification.cancel"), and who said it. */
export type Cancellation = { readonly code: string; readonly byUs: boolean }

const mayBeOverheard = 'Do not trust this connection before you have found out why: somebody may be listening in.'

/** Both sides asked in the same moment, for which the machine ends both. */
export const clashWords = 'A second verification began beside it, which ended both. Begin again.'

/** Whoever said it, it means the same. */
const words: ReadonlyMap<string, string> = new Map([
  ['m.timeout', 'It was not answered in time.'],
  ['m.accepted', 'It was answered on another device.'],
  ['m.mismatched_sas', `The emoji did not match. ${mayBeOverheard}`],
  ['m.mismatched_commitment', `The emoji were tampered with. ${mayBeOverheard}`],
  ['m.key_mismatch', `The keys are not those that they should be. ${mayBeOverheard}`],
  ['m.user_mismatch', `It was answered by somebody else. ${mayBeOverheard}`],
  ['m.unknown_method', 'The two programs have no way of verifying in common.'],
  ['m.unknown_transaction', 'The other side does not know of this verification any more. Begin again.'],
  ['m.unexpected_message', 'The two programs fell out of step. Begin again.'],
  ['m.invalid_message', 'The two programs did not understand each other. Begin again.'],
  ['m.qr_code.invalid', 'The code belongs to another verification. Begin again.'],
])

/**
 * Why it was cancelled, in a sentence. What the other side writes as its reason is not shown: anybody can write anything there.
 * `byHand`: the user here did it; the machine, too, cancels with `m.user`, when a second verification begins beside the first.
 */
export function cancelWords({ code, byUs }: Cancellation, { byHand }: { readonly byHand: boolean }): string {
  const known = words.get(code)
  if (known !== undefined) return known
  if (!byUs) return 'The other side cancelled it.'
  return byHand ? 'You cancelled it.' : clashWords
}
