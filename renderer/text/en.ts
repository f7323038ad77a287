import { app } from './en/app.ts'
import { common } from './en/common.ts'
import { composer } from './en/composer.ts'
import { conversation } from './en/conversation.ts'
import { history } from './en/history.ts'
import { rooms } from './en/rooms.ts'
import { sas } from './en/sas.ts'
import { search } from './en/search.ts'
import { security } from './en/security.ts'
import { settings } from './en/settings.ts'
import { timeline } from './en/timeline.ts'

/** English, which is also the list of all keys. */
export const en = {
  ...app, ...common, ...composer, ...conversation, ...history, ...rooms, ...sas, ...search, ...security, ...settings, ...timeline,
} as const
