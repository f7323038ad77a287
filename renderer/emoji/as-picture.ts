/**
 * A reaction's key as it is drawn. Some emoji are letters by themselves and pictures only with a variation selector (U+FE0F), which not every client sends:
 * "❤" would be a black heart beside others' red ones. Signs that people mean as text ("5", "#") stay text.
 */
export function asPicture(key: string): string {
  const isBareSign = /^\p{Emoji}$/u.test(key) && !/^[\p{Emoji_Presentation}\d#*]$/u.test(key)
  return isBareSign ? `${key}\ufe0f` : key
}
