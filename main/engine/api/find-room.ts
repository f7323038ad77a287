import { isEventId, isRoomAlias, isRoomId, type EventId, type LocalId, type RoomId } from '../../../preload/contract/ids.ts'
import type { Account } from '../account/account.ts'
import { HomeserverError } from '../matrix/errors.ts'
import { resolveAlias } from '../matrix/rooms.ts'
import { resolveRoomName } from '../rooms/rows/find-rooms.ts'
import { readRoomOfOperation, readRoomOfEvent } from '../store/tables/event-places.ts'
import { readOperation, readSent } from '../store/tables/outbox.ts'
import { CallError } from './call-error.ts'

/** The room of an id, an alias or an exact name. Throws `not-found`, or `bad-input` when several rooms have that name. */
export async function findRoom(account: Account, text: string): Promise<RoomId> {
  const known = roomNamed(account, text)
  if (known !== undefined) return known
  // It may have been created, joined or renamed since the store last heard of the server.
  await account.refresh()
  const found = roomNamed(account, text) ?? await roomOfAlias(account, text)
  if (found === undefined) throw new CallError('not-found', `There is no room "${text}" in this account: check how it is spelt.`)
  return found
}

function roomNamed({ parts: { store } }: Account, text: string): RoomId | undefined {
  const [first, ...others] = store.read((reader) => resolveRoomName(reader, text))
  if (others.length > 0) {
    throw new CallError('bad-input', `There are ${others.length + 1} rooms of the name "${text}": give the id of the one you mean.`)
  }
  return first
}

/** An alias that is not the room's main one: only the server knows it. */
async function roomOfAlias({ parts: { homeserver, store } }: Account, text: string): Promise<RoomId | undefined> {
  if (!isRoomAlias(text)) return undefined
  try {
    const { roomId } = await resolveAlias(homeserver, { alias: text })
    return store.read((reader) => resolveRoomName(reader, roomId))[0]
  } catch (error) {
    if (error instanceof HomeserverError) return undefined
    throw error
  }
}

/** What to join: an id or an alias as it is, or the exact name of a room that is known, an invitation's mostly. */
export const roomToJoin = async (account: Account, text: string): Promise<string> =>
  isRoomId(text) || isRoomAlias(text) ? text : findRoom(account, text)

/** The room in which something happened or waits to happen. Throws `not-found`. */
export async function roomOfTarget(account: Account, target: EventId | LocalId): Promise<RoomId> {
  const known = storedRoomOf(account, target)
  if (known !== null) return known
  // It may have been sent by this account a moment ago, and not come back yet.
  await account.refresh()
  const found = storedRoomOf(account, target)
  if (found === null) throw new CallError('not-found', `There is no message ${target} on this computer.`)
  return found
}

const storedRoomOf = ({ parts: { store } }: Account, target: EventId | LocalId): RoomId | null =>
  store.read((reader) => isEventId(target)
    ? (readRoomOfEvent(reader, target) ?? readSent(reader, target)?.roomId ?? null)
    : (readOperation(reader, target)?.roomId ?? readRoomOfOperation(reader, target)))
