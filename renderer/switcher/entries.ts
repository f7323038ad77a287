import { isUserId, type FoundRow, type SpaceRow, type UserId } from '../../preload/contract/index.ts'
import { plainId, typedRoom } from '../dialogs/ids.ts'

/** A command as the switcher offers it. */
export type Command = { readonly name: string; readonly label: string; readonly shortcut?: string; readonly run: () => void }

/** One line of the switcher. Keys are unique over all groups. */
export type Entry =
  | { readonly kind: 'room'; readonly key: string; readonly hit: FoundRow }
  | { readonly kind: 'space'; readonly key: string; readonly space: SpaceRow }
  | { readonly kind: 'command'; readonly key: string; readonly command: Command }
  | { readonly kind: 'join'; readonly key: string; readonly address: string }
  | { readonly kind: 'chat'; readonly key: string; readonly person: UserId }
  /** Messages that have these words. */
  | { readonly kind: 'search'; readonly key: string; readonly query: string }

export type Group = { readonly name: 'recent' | 'rooms' | 'spaces' | 'commands' | 'messages' | 'address'; readonly entries: readonly Entry[] }

type Known = {
  readonly query: string
  readonly hits: readonly FoundRow[]
  readonly spaces: readonly SpaceRow[]
  readonly commands: readonly Command[]
}

/** What the switcher shows for what was typed; groups without a line are left out. An address that was typed whole comes last. */
export function groupsOf({ query, hits, spaces, commands }: Known): readonly Group[] {
  const wanted = query.trim()
  const spacesFound = wanted === '' ? [] : spaces.filter(({ name }) => holds(name, wanted))
  const commandsFound = commands.filter(({ label }) => holds(label, wanted))
  const groups: readonly Group[] = [
    { name: wanted === '' ? 'recent' : 'rooms', entries: hits.map((hit) => ({ kind: 'room', key: `room ${hit.key}`, hit })) },
    { name: 'spaces', entries: spacesFound.map((space) => ({ kind: 'space', key: `space ${space.key}`, space })) },
    { name: 'commands', entries: commandsFound.map((command) => ({ kind: 'command', key: `command ${command.name}`, command })) },
    { name: 'messages', entries: wanted === '' ? [] : [{ kind: 'search', key: 'search', query: wanted }] },
    { name: 'address', entries: addressEntries(wanted) },
  ]
  return groups.filter((group) => group.entries.length > 0)
}

function addressEntries(wanted: string): readonly Entry[] {
  const address = typedRoom(wanted)
  if (address !== null) return [{ kind: 'join', key: 'join', address }]
  const person = plainId(wanted)
  return isUserId(person) ? [{ kind: 'chat', key: 'chat', person }] : []
}

/** Every word typed is the beginning of a word of the name, whatever the accents and the case. */
export function holds(name: string, wanted: string): boolean {
  const words = plain(name).split(/[^\p{L}\p{N}]+/u)
  return plain(wanted).split(/\s+/u).filter((part) => part !== '').every((part) => words.some((word) => word.startsWith(part)))
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
