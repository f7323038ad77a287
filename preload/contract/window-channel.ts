/**
 * How a window's preload script and main talk: one channel for requests, each answered with an `Outcome`, and one for notifications. Only
 * these two know it; the page sees the `Bridge`. `page` names one load of the page, so that what was meant for the page before a reload is
 * told apart; `watch` is a number that the page chose, so that no batch can arrive before its watch is known.
 */
import { integer, list, nonEmptyText, object, text, type Guard } from './guard.ts'
import type { BatchParams, GoneParams } from './protocol.ts'

export const requestChannel = 'causeway:request'
export const notificationChannel = 'causeway:notification'

export type WindowRequest = { readonly page: string; readonly method: string; readonly params: unknown }

export type WindowNotification =
  | { readonly page: string; readonly method: 'batch'; readonly params: BatchParams }
  | { readonly page: string; readonly method: 'gone'; readonly params: GoneParams }

/** What a page asks for besides the calls. */
export type PageMethods = {
  watch: { readonly watch: number; readonly view: string; readonly input: unknown }
  move: { readonly watch: number; readonly to: unknown }
  unwatch: { readonly watch: number }
  /** Paths of files that the user dropped or pasted, null where a file has none. */
  adopt: { readonly paths: readonly (string | null)[] }
}

const anything: Guard<unknown> = (value): value is unknown => value !== undefined
const watch = integer(0, Number.MAX_SAFE_INTEGER)
const path = nonEmptyText(4096)
const pathOrNull: Guard<string | null> = (value): value is string | null => value === null || path(value)

export const pageGuards: { readonly [Name in keyof PageMethods]: Guard<PageMethods[Name]> } = {
  watch: object<PageMethods['watch']>({ watch, view: text(64), input: anything }),
  move: object<PageMethods['move']>({ watch, to: anything }),
  unwatch: object<PageMethods['unwatch']>({ watch }),
  adopt: object<PageMethods['adopt']>({ paths: list(pathOrNull, 1000) }),
}

export const isWindowRequest: Guard<WindowRequest> = object<WindowRequest>({
  page: nonEmptyText(64), method: nonEmptyText(64), params: anything,
})
