import type { RoomListRow } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'
import { cycleRegions, shortcutOf, type Place, type ShortcutName } from '../navigation/index.ts'
import { neighbour } from '../rooms/neighbour.ts'
import type { SearchState } from '../search/search-state.svelte.ts'
import type { Platform } from '../ui/index.ts'

type Parts = {
  readonly client: Client
  readonly place: Place
  readonly search: SearchState
  readonly platform: () => Platform
  /** The rows of the room list that are at hand, in their order. */
  readonly rows: () => readonly RoomListRow[]
  /** One column at a time: then Esc leads from a room to the list. */
  readonly isNarrow: () => boolean
}

/** What the keyboard does anywhere in the window. What a feature took for itself (`preventDefault`) is left to it. */
export class WindowKeys {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const name = shortcutOf(event, this.#parts.platform(), isTyping(event.target))
    // What lies over the window has the keyboard to itself; Esc is the dialog's own.
    if (name === null || (this.#parts.place.overlay !== null && name !== 'switcher')) return
    if (name === 'back' && !this.#goBack()) return
    event.preventDefault()
    this.#run(name)
  }

  #run(name: ShortcutName): void {
    const { place, search } = this.#parts
    switch (name) {
      case 'switcher': place.overlay = place.overlay?.kind === 'switcher' ? null : { kind: 'switcher' }; return
      case 'settings': case 'shortcuts': return place.show({ kind: name })
      case 'startChat': return place.show({ kind: 'start-chat', person: '' })
      case 'members': place.panel = place.panel === 'members' || place.roomId === null ? null : 'members'; return
      case 'searchRoom': return search.open(place.roomId === null || this.#isInList ? 'all' : 'room')
      case 'searchAll': return search.open('all')
      case 'olderHit': void search.step(1); return
      case 'newerHit': void search.step(-1); return
      case 'nextRegion': return cycleRegions(document, 1)
      case 'previousRegion': return cycleRegions(document, -1)
      case 'nextRoom': return this.#goTo(this.#parts.rows(), 1)
      case 'previousRoom': return this.#goTo(this.#parts.rows(), -1)
      case 'nextUnread': void this.#goToUnread(1); return
      case 'previousUnread': void this.#goToUnread(-1); return
      case 'back':
    }
  }

  /** The list is all there is to see. */
  get #isInList(): boolean {
    return this.#parts.isNarrow() && !this.#parts.place.hasChosen
  }

  /** False when there is nothing to go back from. */
  #goBack(): boolean {
    const { place, isNarrow } = this.#parts
    if (place.panel === null && !(isNarrow() && place.roomId !== null)) return false
    place.back()
    return true
  }

  #goTo(rows: readonly RoomListRow[], step: 1 | -1): void {
    const next = neighbour(rows, this.#parts.place.roomId, step)
    if (next !== null) this.#parts.place.openRoom(next.roomId)
  }

  /** Unread rooms may be far from the part of the list that is at hand, so they are asked for. */
  async #goToUnread(step: 1 | -1): Promise<void> {
    const { client, place } = this.#parts
    const { account } = place
    if (account === null) return
    const unread = await client.call('room.list', { account: account.userId, filter: 'unread', limit: 200 })
    if (unread.ok) this.#goTo(unread.value, step)
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}
