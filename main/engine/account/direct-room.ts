import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { Clock } from '../base/clock.ts'
import type { Outbox } from '../sending/outbox.ts'
import type { Store } from '../store/store.ts'
import { findDirectRoom } from '../store/tables/direct-rooms.ts'
import { readRoom } from '../store/tables/rooms.ts'
import { AccountError } from './account-error.ts'

export type DirectRoomOptions = {
  readonly store: Store
  readonly outbox: Outbox
  readonly clock: Clock
  readonly userId: UserId
  readonly signal: AbortSignal
}

/** How long making a room may take, and then the sync that tells of it. */
const patienceMs = 30_000

/**
 * The room of the direct chat with somebody; a new, encrypted one where there is none. Rejects with `AccountError` `timeout` when it could not be
 * made in time: it is in the outbox then, and is there the next time.
 */
export async function openDirectRoom({ store, outbox, clock, userId, signal }: DirectRoomOptions): Promise<RoomId> {
  const known = store.read((reader) => findDirectRoom(reader, userId))
  if (known !== undefined) return known
  const localId = outbox.enqueue({ kind: 'create', isEncrypted: true, isDirect: true, isPublic: false, invite: [userId] })
  outbox.start()
  const { state, roomId, reason } = await unlessAborted(outbox.end(localId, patienceMs), signal)
  if (state !== 'done' || roomId === null) {
    throw new AccountError('timeout', reason ?? 'The direct chat could not be made: the homeserver does not answer. Try again later.')
  }
  await untilKnown(roomId, { store, clock, signal })
  return roomId
}

/** What is written into a room is encrypted for the members that the store knows. */
async function untilKnown(roomId: RoomId, { store, clock, signal }: Pick<DirectRoomOptions, 'store' | 'clock' | 'signal'>): Promise<void> {
  const isKnown = (): boolean => store.read((reader) => readRoom(reader, roomId))?.membership === 'join'
  const known = Promise.withResolvers<void>()
  const off = store.onChange(() => { if (isKnown()) known.resolve() })
  const timer = new AbortController()
  const tooLate = clock.sleep(patienceMs, AbortSignal.any([signal, timer.signal])).then(() => {
    throw new AccountError('timeout', 'The direct chat was made, and the homeserver does not tell of it. Try again later.')
  })
  try {
    if (!isKnown()) await Promise.race([known.promise, tooLate])
  } finally {
    off()
    timer.abort()
    tooLate.catch(() => undefined)
  }
}

/** Rejects with the signal's reason as soon as it is aborted; the signal may live much longer than what is waited for. */
async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([result, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
