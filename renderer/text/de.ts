import { app } from './de/app.ts'
import { common } from './de/common.ts'
import { composer } from './de/composer.ts'
import { conversation } from './de/conversation.ts'
import { history } from './de/history.ts'
import { rooms } from './de/rooms.ts'
import { sas } from './de/sas.ts'
import { search } from './de/search.ts'
import { security } from './de/security.ts'
import { settings } from './de/settings.ts'
import { timeline } from './de/timeline.ts'

/** German. */
export const de = {
  ...app, ...common, ...composer, ...conversation, ...history, ...rooms, ...sas, ...search, ...security, ...settings, ...timeline,
}
