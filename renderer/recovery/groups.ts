/** A long key in groups of four, for reading and writing down; it is the same key with and without the spaces. */
export function groupsOfFour(key: string): readonly string[] {
  return key.replace(/\s+/gu, '').match(/.{1,4}/gu) ?? []
}
