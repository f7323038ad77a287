export type Strength = 'none' | 'weak' | 'fair' | 'strong'

/**
 * About how hard a passphrase is to guess, for a hint and never for a refusal: its different characters and words count, repeats do not.
 * "strong" is some 70 bits, "fair" 45, if its letters were drawn by chance, which people's never are quite.
 */
export function strengthOf(passphrase: string): Strength {
  if (passphrase === '') return 'none'
  const kinds: readonly (readonly [RegExp, number])[] = [[/\p{Ll}/u, 26], [/\p{Lu}/u, 26], [/\p{N}/u, 10], [/[^\p{L}\p{N}]/u, 20]]
  const alphabet = kinds.reduce((total, [pattern, size]) => total + (pattern.test(passphrase) ? size : 0), 0)
  const bits = withoutRepeats(passphrase).length * Math.log2(Math.max(alphabet, 2)) * 0.75
  return bits >= 70 ? 'strong' : bits >= 45 ? 'fair' : 'weak'
}

/** "aaaa" and "abcabc" are no longer than "a" and "abc"; nor is "1234" longer than what it begins with. */
function withoutRepeats(text: string): string {
  const once = text.replace(/(.{1,8}?)\1+/gu, '$1')
  return [...once].filter((letter, at, all) => at < 2 || !isStep(all[at - 2], all[at - 1], letter)).join('')
}

function isStep(...letters: readonly (string | undefined)[]): boolean {
  const [a, b, c] = letters.map((letter) => letter?.codePointAt(0) ?? 0)
  return a !== undefined && b !== undefined && c !== undefined && Math.abs(b - a) === 1 && c - b === b - a
}
