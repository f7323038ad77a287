import { app } from './en/app.ts'
import { common } from './en/common.ts'
import { conversation } from './en/conversation.ts'
import { rooms } from './en/rooms.ts'
import { settings } from './en/settings.ts'

/** English, which is also the list of all keys. */
export const en = { ...app, ...common, ...conversation, ...rooms, ...settings } as const
