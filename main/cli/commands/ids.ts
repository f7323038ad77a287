import { isEventId, isLocalId, isUserId, type EventId, type LocalId, type UserId } from '../../../preload/contract/ids.ts'
import { usageError } from '../cli-error.ts'

/** A user id from the command line. */
export function readUserId(text: string): UserId {
  if (!isUserId(text)) throw usageError(`"${text}" is no user id: it looks like @name:server.`)
  return text
}

export function readEventId(text: string): EventId {
  if (!isEventId(text)) throw usageError(`"${text}" is no event id: it begins with "$" (put it in single quotes).`)
  return text
}

export function readLocalId(text: string): LocalId {
  if (!isLocalId(text)) throw usageError(`"${text}" is no id of the outbox: "causeway outbox" lists them.`)
  return text
}

/** An event, or something that still waits. */
export function readTarget(text: string): EventId | LocalId {
  return isLocalId(text) ? text : readEventId(text)
}

/** A whole number of at least 1. */
export function readLimit(text: string | undefined, usual: number, most: number): number {
  if (text === undefined) return usual
  const limit = Number(text)
  if (!/^\d+$/.test(text) || limit < 1) throw usageError(`"${text}" is no number of rows.`)
  return Math.min(limit, most)
}
