import { createContext } from 'svelte'
import type { EventId, RoomDetailsRow, TimelineRow } from '../../preload/contract/index.ts'
import type { Target } from '../navigation/index.ts'
import type { MessageActions } from './message-actions.ts'

/** What the rows of a conversation share. */
export interface ConversationContext {
  readonly room: RoomDetailsRow
  /** The event that was looked for, and the words to mark in it. */
  readonly found: Target | null
  readonly actions: MessageActions
  reply(row: TimelineRow): void
  edit(row: TimelineRow): void
  /** Asks before it deletes. */
  remove(row: TimelineRow): void
  showSource(row: TimelineRow): void
  showPicture(row: TimelineRow): void
  goTo(eventId: EventId): void
}

const [conversation, provideConversation] = createContext<ConversationContext>()

export { conversation as useConversation, provideConversation }
