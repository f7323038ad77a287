import type { VerificationRow } from '../../../preload/contract/rows/encryption-row.ts'
import { visible } from './visible.ts'

type Emoji = NonNullable<VerificationRow['emoji']>

/** `{"emoji":[["🐶","Dog"],…]}` */
export const emojiJson = (emoji: Emoji): string => JSON.stringify({ emoji: emoji.map(({ symbol, name }) => [symbol, name]) })

/** The same for people, one below the other. */
export function emojiText(emoji: Emoji, { person, isSelf, deviceName, deviceId }: VerificationRow): string {
  const device = visible(deviceName ?? deviceId ?? 'your other device')
  const who = isSelf ? `"${device}"` : `${visible(person.name)} (${person.userId})`
  return [`Compare with ${who}: both sides have to show these, in this order.`, '', ...emoji.map(({ symbol, name }) => `  ${symbol}  ${name}`), ''].join('\n')
}
