import type { Migration } from '../database.ts'
import { initial } from './001-initial.ts'

/** Every step of the account database's schema, in order; append only. */
export const migrations: readonly Migration[] = [initial]
