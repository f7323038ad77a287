import { app } from './en/app.ts'
import { common } from './en/common.ts'
import { conversation } from './en/conversation.ts'

/** English, which is also the list of all keys. */
export const en = { ...app, ...common, ...conversation } as const
