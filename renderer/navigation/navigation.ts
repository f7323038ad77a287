import { createContext } from 'svelte'
import type { EventId, RoomId } from '../../preload/contract/index.ts'

/** How a feature takes the user elsewhere; the state itself is `Place`. */
export interface Navigation {
  /** Shows a room; at an event where one is given. Replaces what the conversation's column shows. */
  openRoom(roomId: RoomId, at?: EventId): void
  /** From a room's id or alias as it stands in a message: opens it where I am in, offers to join it where not. */
  openAddress(address: string): void
  /** One step back: closes the panel, then the room (where one column is shown at a time). */
  back(): void
}

const [navigation, provideNavigation] = createContext<Navigation>()

export { navigation as useNavigation, provideNavigation }
