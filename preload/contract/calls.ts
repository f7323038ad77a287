/**
 * Everything that can be asked for, by `noun.verb`: one input object, one result. The engine answers `EngineCalls`, Electron's main process
 * `AppCalls`; a window sees both as one. The local JSON-RPC is this table, letter for letter.
 */
import { accountGuards, type AccountCalls } from './calls/account-calls.ts'
import { appGuards, type AppCalls } from './calls/app-calls.ts'
import { encryptionGuards, type EncryptionCalls } from './calls/encryption-calls.ts'
import { historyGuards, type HistoryCalls } from './calls/history-calls.ts'
import { messageGuards, type MessageCalls } from './calls/message-calls.ts'
import { outboxGuards, type OutboxCalls } from './calls/outbox-calls.ts'
import { roomGuards, type RoomCalls } from './calls/room-calls.ts'
import { searchGuards, type SearchCalls } from './calls/search-calls.ts'
import { settingsGuards, type SettingsCalls } from './calls/settings-calls.ts'
import type { GuardsOf } from './guards-of.ts'

export type EngineCalls =
  AccountCalls & RoomCalls & MessageCalls & OutboxCalls & SettingsCalls & EncryptionCalls & SearchCalls & HistoryCalls
export type Calls = EngineCalls & AppCalls

export type CallName = keyof Calls
export type EngineCallName = keyof EngineCalls
export type AppCallName = keyof AppCalls
export type CallInput<Name extends CallName> = Calls[Name]['in']
export type CallResult<Name extends CallName> = Calls[Name]['out']

export const engineCallGuards: GuardsOf<EngineCalls> = {
  ...accountGuards, ...roomGuards, ...messageGuards, ...outboxGuards, ...settingsGuards, ...encryptionGuards, ...searchGuards,
  ...historyGuards,
}
export const appCallGuards: GuardsOf<AppCalls> = appGuards

export const isEngineCallName = (name: unknown): name is EngineCallName => typeof name === 'string' && Object.hasOwn(engineCallGuards, name)
export const isAppCallName = (name: unknown): name is AppCallName => typeof name === 'string' && Object.hasOwn(appCallGuards, name)
