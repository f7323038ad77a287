/**
 * What is offered for the characters before the caret, and which of it is chosen. People come from the room's members as the engine finds
 * them, emoji from the list of the user's language, commands from ours.
 */
import type { MemberRow, Person, RoomId, UserId } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'
import { loadEmoji } from '../emoji/list.ts'
import { searchEmoji, type Emoji } from '../emoji/search.ts'
import type { Language } from '../text/index.ts'
import { commandNames, type CommandName } from './commands.ts'
import type { Trigger } from './trigger.ts'

export type Option =
  | { readonly kind: 'person'; readonly key: string; readonly person: Person }
  | { readonly kind: 'emoji'; readonly key: string; readonly emoji: Emoji }
  | { readonly kind: 'command'; readonly key: string; readonly name: CommandName }

const mostOptions = 8

type Place = { readonly client: Client; readonly account: UserId; readonly roomId: RoomId; readonly language: () => Language }

export class Completion {
  readonly #place: Place
  #trigger = $state.raw<Trigger | null>(null)
  /** The trigger that the user sent away with Esc. */
  #dismissed = $state.raw<Trigger | null>(null)
  #selected = $state(0)
  #emoji = $state.raw<readonly Emoji[]>([])
  #members: LiveList<'members'> | undefined

  constructor(place: Place) {
    this.#place = place
  }

  readonly #people = $derived.by((): LiveList<'members'> | null => {
    const { client, account, roomId } = this.#place
    if (this.#trigger?.kind !== 'person') return null
    this.#members = client.live('members', { account, roomId, query: this.#trigger.query, from: 0, count: mostOptions + 1 }, this.#members)
    return this.#members
  })

  readonly options = $derived.by((): readonly Option[] => {
    const trigger = this.#trigger
    if (trigger === null || isSame(trigger, this.#dismissed)) return []
    switch (trigger.kind) {
      case 'person':
        return (this.#people?.rows ?? [])
          .filter((row) => this.#isOther(row))
          .slice(0, mostOptions)
          .map(({ key, person }) => ({ kind: 'person', key, person }))
      case 'emoji':
        return searchEmoji(this.#emoji, trigger.query, mostOptions).map((emoji) => ({ kind: 'emoji', key: emoji.unicode, emoji }))
      case 'command':
        return commandNames.filter((name) => name.startsWith(trigger.query)).map((name) => ({ kind: 'command', key: name, name }))
    }
  })

  readonly selected = $derived.by(() => Math.min(this.#selected, Math.max(0, this.options.length - 1)))

  /** How many characters before the caret the chosen option replaces. */
  get length(): number {
    return this.#trigger?.length ?? 0
  }

  /** The text or the caret changed. */
  look(trigger: Trigger | null): void {
    if (isSame(trigger, this.#trigger)) return
    this.#trigger = trigger
    this.#selected = 0
    if (trigger === null) this.#dismissed = null
    if (trigger?.kind === 'emoji') void loadEmoji(this.#place.language()).then((list) => { this.#emoji = list })
  }

  dismiss(): void {
    this.#dismissed = this.#trigger
  }

  /** Goes round at the ends. */
  step(by: 1 | -1): void {
    const count = this.options.length
    this.#selected = count === 0 ? 0 : (this.selected + by + count) % count
  }

  select(at: number): void {
    this.#selected = at
  }

  #isOther({ person, membership }: MemberRow): boolean {
    return person.userId !== this.#place.account && (membership === 'join' || membership === 'invite')
  }
}

function isSame(one: Trigger | null, other: Trigger | null): boolean {
  return one?.kind === other?.kind && one?.query === other?.query && one?.length === other?.length
}
