import type { Migration } from '../database.ts'
import { initial } from './001-initial.ts'
import { encryption } from './002-encryption.ts'
import { outboundSessions } from './003-outbound-sessions.ts'
import { keyRestore } from './004-key-restore.ts'
import { cryptoDevices } from './005-crypto-devices.ts'
import { coverage } from './006-coverage.ts'
import { search } from './007-search.ts'
import { historyWishes } from './008-history-wishes.ts'
import { threadEvents } from './009-thread-events.ts'

/** Every step of the account database's schema, in order; append only. */
export const migrations: readonly Migration[] = [
  initial, encryption, outboundSessions, keyRestore, cryptoDevices, coverage, search, historyWishes, threadEvents,
]
