import { app } from './de/app.ts'
import { common } from './de/common.ts'
import { conversation } from './de/conversation.ts'
import { rooms } from './de/rooms.ts'
import { settings } from './de/settings.ts'

/** German. */
export const de = { ...app, ...common, ...conversation, ...rooms, ...settings }
