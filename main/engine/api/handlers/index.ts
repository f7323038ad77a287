import type { EngineCalls } from '../../../../preload/contract/calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { accountHandlers } from './account-handlers.ts'
import { encryptionHandlers } from './encryption-handlers.ts'
import type { HandlerContext } from './handler-context.ts'
import { historyHandlers } from './history-handlers.ts'
import { messageHandlers } from './message-handlers.ts'
import { outboxHandlers } from './outbox-handlers.ts'
import { roomHandlers } from './room-handlers.ts'
import { searchHandlers } from './search-handlers.ts'
import { settingsHandlers } from './settings-handlers.ts'
import { trustHandlers } from './trust-handlers.ts'
import { verificationHandlers } from './verification-handlers.ts'

/** Every call of the contract over one profile. */
export function handlersOf(context: HandlerContext): HandlersOf<EngineCalls> {
  return {
    ...accountHandlers(context),
    ...roomHandlers(context),
    ...messageHandlers(context),
    ...outboxHandlers(context),
    ...settingsHandlers(context),
    ...encryptionHandlers(context),
    ...verificationHandlers(context),
    ...trustHandlers(context),
    ...searchHandlers(context),
    ...historyHandlers(context),
  }
}
