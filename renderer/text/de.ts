import { app } from './de/app.ts'
import { common } from './de/common.ts'
import { conversation } from './de/conversation.ts'

/** German. */
export const de = { ...app, ...common, ...conversation }
