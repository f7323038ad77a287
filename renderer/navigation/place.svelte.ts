import type { AccountRow, DeviceRow, EventId, Person, RoomFilter, RoomId, RoomRow, UserId } from '../../preload/contract/index.ts'
import { isRoomId } from '../../preload/contract/index.ts'
import type { Client, LiveList } from '../bridge/index.ts'
import type { Navigation } from './navigation.ts'
import type { Preferences } from '../settings/preferences.svelte.ts'
import { LastPlace } from './last-place.ts'
import { createContext } from 'svelte'

/** What lies over the window; one at a time. */
export type Overlay =
  | { readonly kind: 'switcher' | 'settings' | 'shortcuts' | 'create-room' | 'sign-in-again' }
  | { readonly kind: 'start-chat'; readonly person: string }
  | { readonly kind: 'join'; readonly address: string }
  | { readonly kind: 'invite' | 'leave'; readonly room: RoomRow }
  | { readonly kind: 'sign-out'; readonly account: AccountRow }
  | SecurityOverlay

/** Dialogs about encryption. */
export type SecurityOverlay =
  | { readonly kind: 'security'; readonly page: SecurityPage }
  | {
      readonly kind:
        | 'finish-encryption' | 'verify-device' | 'set-up-recovery' | 'renew-recovery' | 'enter-recovery' | 'reset-identity'
        | 'export-keys' | 'import-keys' | 'verification'
    }
  | { readonly kind: 'sign-out-devices'; readonly devices: readonly DeviceRow[] }
  | { readonly kind: 'person'; readonly person: Person }

export type SecurityPage = 'overview' | 'devices' | 'unreadable'

export type Panel = 'members' | 'search'

/** An event to show in a room, and the words that it was found by. Another object is another wish to go there. */
export type Target = { readonly eventId: EventId; readonly words: readonly string[] }

type Opened = { readonly account: UserId; readonly roomId: RoomId | null; readonly target: Target | null }

/**
 * Where the user is: account, space, filter, room, panel, overlay. The window's only navigation state; everything shown follows from it
 * and from live lists. What was never chosen falls back to what was open last time.
 */
export class Place implements Navigation {
  readonly #client: Client
  readonly #preferences: Preferences
  readonly #accounts: LiveList<'accounts'>
  readonly #last: LastPlace
  #chosenAccount = $state<UserId | null>(null)
  #opened = $state.raw<Opened | null>(null)
  space = $state<RoomId | null>(null)
  filter = $state<RoomFilter>('all')
  panel = $state<Panel | null>(null)
  overlay = $state.raw<Overlay | null>(null)
  isAddingAccount = $state(false)
  /** Who has just signed in here: until another dialog was open, they are led to what a new device has to do. */
  welcomed = $state<UserId | null>(null)
  /** What the overlay lies over, and comes back to. */
  #below: readonly Overlay[] = []

  constructor(client: Client, preferences: Preferences, accounts: LiveList<'accounts'>) {
    this.#client = client
    this.#preferences = preferences
    this.#accounts = accounts
    this.#last = new LastPlace((place) => void preferences.set(place))
  }

  get accounts(): readonly AccountRow[] {
    return this.#accounts.rows
  }

  /** The account that is shown; null while none is signed in or known. */
  readonly account = $derived.by((): AccountRow | null => {
    const rows = this.#accounts.rows
    const last = this.#preferences.current.lastAccount
    return rows.find((row) => row.key === this.#chosenAccount) ?? rows.find((row) => row.key === last) ?? rows[0] ?? null
  })

  /** The room that is open in the account shown. */
  readonly roomId = $derived.by((): RoomId | null => {
    const account = this.account
    if (account === null) return null
    if (this.#opened?.account === account.userId) return this.#opened.roomId
    const { lastRoom, lastAccount } = this.#preferences.current
    return lastAccount === account.userId && isRoomId(lastRoom) ? lastRoom : null
  })

  /** What the room was opened at. */
  get target(): Target | null {
    return this.#opened?.target ?? null
  }

  /** True once the user opened or closed a room here, and not merely found it open. */
  get hasChosen(): boolean {
    return this.#opened !== null
  }

  chooseAccount(account: UserId): void {
    if (this.account?.userId === account) return
    this.#chosenAccount = account
    this.#opened = { account, roomId: null, target: null }
    this.space = null
    this.panel = null
    this.#last.note({ lastAccount: account, lastRoom: '' })
  }

  /** Shows a space's rooms, or all of them. */
  chooseSpace(space: RoomId | null): void {
    this.space = space
    this.filter = 'all'
  }

  /** Somebody just signed in: shows them, whatever was shown before. */
  welcome(account: UserId): void {
    this.isAddingAccount = false
    this.welcomed = account
    this.chooseAccount(account)
  }

  openRoom(roomId: RoomId, at: EventId | null = null, words: readonly string[] = []): void {
    const account = this.account
    if (account === null) return
    this.overlay = null
    if (this.roomId !== roomId) this.#last.note({ lastRoom: roomId, lastAccount: account.userId })
    this.#opened = { account: account.userId, roomId, target: at === null ? null : { eventId: at, words } }
  }

  /** The window goes: what is open is remembered now or never. */
  keep(): void {
    this.#last.keep()
  }

  async openAddress(address: string): Promise<void> {
    const account = this.account
    if (account === null) return
    const found = await this.#client.call('room.resolve', { account: account.userId, room: address })
    if (found.ok) this.openRoom(found.value.roomId)
    else this.overlay = { kind: 'join', address }
  }

  closeRoom(): void {
    const account = this.account
    if (account === null) return
    this.panel = null
    this.#opened = { account: account.userId, roomId: null, target: null }
  }

  back(): void {
    if (this.overlay !== null) this.overlay = null
    else if (this.panel !== null) this.panel = null
    else this.closeRoom()
  }

  show(overlay: Overlay): void {
    this.welcomed = null
    this.#below = []
    this.overlay = overlay
  }

  /** Shows a dialog that another one led to; `leave` comes back to that. */
  showOver(overlay: Overlay): void {
    this.welcomed = null
    this.#below = this.overlay === null ? [] : [...this.#below, this.overlay]
    this.overlay = overlay
  }

  /** Closes the dialog; what it was opened from is there again, unless that is `past`, which has nothing more to ask. */
  leave(past?: Overlay['kind']): void {
    this.overlay = this.#below.at(-1) ?? null
    this.#below = this.#below.slice(0, -1)
    this.welcomed = null
    if (past !== undefined && this.overlay?.kind === past) this.leave()
  }
}

const [place, providePlace] = createContext<Place>()

export { place as usePlace, providePlace }
