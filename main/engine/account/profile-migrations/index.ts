import type { Migration } from '../../store/database.ts'
import { initial } from './001-initial.ts'

/** Every step of the profile database's schema, in order; append only. */
export const profileMigrations: readonly Migration[] = [initial]
