import type { UserId } from '../../../../preload/contract/ids.ts'

/** `me`: whose media cache serves the pictures; a mention of them is a mention of me. */
export type BodyOptions = { readonly me: UserId }
