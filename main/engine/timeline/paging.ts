import type { EventId, RoomId } from '../../../preload/contract/ids.ts'
import type { Me } from '../account/me.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import type { Store } from '../store/store.ts'
import type { GapState } from './read-rows.ts'

export type PagerOptions = {
  readonly store: Store
  readonly homeserver: Homeserver
  readonly me: Me
  readonly clock: Clock
  readonly log: Log
}

/** `added`: events that the store did not have. `isClosed`: the gap is gone, everything between its neighbours is here. */
export type Page = { readonly added: number; readonly isClosed: boolean }

/** Fetches missing history into the store; what it brings is read from there. All methods reject with `HomeserverError`. */
export class Pager {
  constructor(_options: PagerOptions) {
    throw new Error('Not built yet')
  }

  /** One page into the gap at `position`, from its newer side (or its older one, `forward`). A gap that is gone counts as closed. */
  fillGap(_roomId: RoomId, _position: number, _signal?: AbortSignal, _direction?: 'back' | 'forward'): Promise<Page> {
    throw new Error('Not built yet')
  }

  /** Gives an event and its surroundings a place in the stored timeline. False when the server does not know it or does not show it. */
  context(_roomId: RoomId, _eventId: EventId, _signal?: AbortSignal): Promise<boolean> {
    throw new Error('Not built yet')
  }

  /** Fetches a single event (an answered one, say) without a place. `missing` when the server does not know it or does not show it. */
  fetchEvent(_roomId: RoomId, _eventId: EventId, _signal?: AbortSignal): Promise<'known' | 'missing'> {
    throw new Error('Not built yet')
  }

  /** How fetching the gap at this position goes. Views hear of a change through the store's change set, as of any other news. */
  gapState(_roomId: RoomId, _position: number): GapState {
    throw new Error('Not built yet')
  }
}
