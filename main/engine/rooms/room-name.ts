/** What a room's name is made of, each part cleaned for display already. */
export type NameParts = {
  /** Of m.room.name. */
  readonly name: string | null
  /** Of m.room.canonical_alias. */
  readonly alias: string | null
  /** Names of some other members, told apart; those who left when nobody else is there. */
  readonly heroes: readonly string[]
  /** Everybody joined or invited, me included. */
  readonly present: number
}

// More names than these make a line that nobody reads to its end; the specification asks for at least five.
const mostHeroes = 5

/** The room's name by the specification's rules (client-server API, "Calculating the display name for a room"). */
export function roomName({ name, alias, heroes, present }: NameParts): string {
  if (name !== null) return name
  if (alias !== null) return alias
  const shown = heroes.slice(0, mostHeroes)
  if (present <= 1) return shown.length === 0 ? 'Empty room' : `Empty room (was ${enumerate(shown, heroes.length - shown.length)})`
  const others = Math.max(present - 1, heroes.length) - shown.length
  // Nobody's name is known: the number still tells more than nothing.
  if (shown.length === 0) return others === 1 ? '1 other' : `${others} others`
  return enumerate(shown, others)
}

function enumerate(names: readonly string[], others: number): string {
  const last = others > 0 ? `${others} ${others === 1 ? 'other' : 'others'}` : undefined
  const parts = last === undefined ? names : [...names, last]
  if (parts.length <= 2) return parts.join(' and ')
  return `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`
}
