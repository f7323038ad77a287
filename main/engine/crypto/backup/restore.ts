import type { BackupDecryptionKey } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import type { JsonRecord } from '../../base/json.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { downloadRoomKeys, type BackupVersion } from '../../matrix/room-keys.ts'
import type { Machine } from '../machine/machine.ts'
import { openSession } from './backup-key.ts'
import { readSessions } from './read-sessions.ts'

export type RestoreOptions = {
  readonly machine: Machine
  readonly homeserver: Homeserver
  readonly clock: Clock
  readonly backup: BackupVersion
  readonly key: BackupDecryptionKey
  /** Rooms that were through before the restoring was cut off. */
  readonly isDone: (roomId: RoomId) => boolean
  readonly onRoom: (roomId: RoomId) => void
  readonly onProgress: (done: number) => void
  readonly signal: AbortSignal
}

/** `seen`: keys in the backup. `restored`: those that are here now. `unreadable`: those that somebody has changed. */
export type Restored = { readonly seen: number; readonly restored: number; readonly unreadable: number }

/** So many that a batch keeps this process from nothing else for longer than a blink. */
const batchSize = 100

/** Brings all keys of a backup here, a batch at a time while they come. Rejects with `HomeserverError`; what is here by then stays. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { homeserver, key, backup, isDone, onRoom, onProgress, clock, signal } = options
  const { body } = await downloadRoomKeys(homeserver, { version: backup.version, signal })
  const count = { seen: 0, restored: 0, unreadable: 0 }
  const batch = new Batch(options)
  let room: RoomId | undefined
  const flush = async (): Promise<void> => {
    count.restored += await batch.importAll()
    onProgress(count.seen)
    // The machine's work holds the thread: everybody else has a turn now.
    await clock.sleep(0, signal)
  }
  for await (const session of readSessions(body)) {
    if (room !== undefined && session.roomId !== room) {
      await flush()
      onRoom(room)
    }
    room = session.roomId
    count.seen += 1
    if (isDone(session.roomId)) {
      count.restored += 1
      continue
    }
    const opened = openSession(key, session)
    if (opened === undefined) count.unreadable += 1
    else batch.add(session.roomId, session.sessionId, opened)
    if (batch.size >= batchSize) await flush()
  }
  await flush()
  if (room !== undefined) onRoom(room)
  return count
}

class Batch {
  readonly #machine: Machine
  readonly #version: string
  #rooms = new Map<RoomId, Map<string, JsonRecord>>()
  size = 0

  constructor({ machine, backup }: Pick<RestoreOptions, 'machine' | 'backup'>) {
    this.#machine = machine
    this.#version = backup.version
  }

  add(roomId: RoomId, sessionId: string, session: JsonRecord): void {
    const sessions = this.#rooms.get(roomId) ?? new Map<string, JsonRecord>()
    this.#rooms.set(roomId, sessions.set(sessionId, session))
    this.size += 1
  }

  async importAll(): Promise<number> {
    const rooms = this.#rooms
    if (this.size === 0) return 0
    this.#rooms = new Map()
    this.size = 0
    return importSessions(this.#machine, this.#version, rooms)
  }
}

/** Answers how many of the sessions the machine understood; it keeps those that it does not have in an earlier state already. */
export async function importSessions(
  { wasm, olm }: Machine, version: string, rooms: ReadonlyMap<RoomId, ReadonlyMap<string, JsonRecord>>,
): Promise<number> {
  const named = new Map([...rooms].map(([roomId, sessions]) => [new wasm.RoomId(roomId), new Map(sessions)]))
  const result = await olm.importBackedUpRoomKeys(named, () => undefined, version)
  try {
    return result.totalCount
  } finally {
    result.free()
  }
}
