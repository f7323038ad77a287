import type { KeyWork } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { SerialQueue } from '../../base/queue.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import type { Store } from '../../store/store.ts'
import { beginRestore, endRestore, markRoomRestored, readRestore } from '../../store/tables/key-restore.ts'
import type { Machine } from '../machine/machine.ts'
import type { Backup } from './backup.ts'
import { restoreBackup, type Restored } from './restore.ts'

export type RestoringOptions = {
  readonly open: () => Promise<Machine>
  readonly backup: Backup
  readonly homeserver: Homeserver
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly onWork: (work: KeyWork | null) => void
}

const nothing: Restored = { seen: 0, restored: 0, unreadable: 0 }

/** Brings the backup's keys here, and remembers how far it came: what the end of the program cuts off goes on at the next start. */
export class Restoring {
  readonly #options: RestoringOptions
  readonly #turns = new SerialQueue()
  readonly #end = new AbortController()

  constructor(options: RestoringOptions) {
    this.#options = options
  }

  /** Whether one was begun and not finished. */
  get isUnfinished(): boolean {
    return this.#options.store.read(readRestore) !== undefined
  }

  /** Restores everything, or the rest of what was begun. Rejects with `HomeserverError`; nothing that came is lost then. */
  run(): Promise<Restored> {
    return this.#turns.run(() => this.#run())
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await this.#turns.drain()
  }

  async #run(): Promise<Restored> {
    const { open, backup, homeserver, store, clock, log, onWork } = this.#options
    const machine = await open()
    const { state } = backup
    const { decryptionKey: key } = await machine.olm.getBackupKeys()
    if (state.is !== 'on' || key === undefined) return nothing
    const { version, count: total } = state.backup
    const begun = store.read(readRestore)
    const done = begun?.version === version ? begun.rooms : new Set()
    if (begun?.version !== version) store.write((writer) => beginRestore(writer, version))
    onWork({ what: 'restoring', done: 0, total })
    try {
      const restored = await restoreBackup({
        machine, homeserver, clock, key, backup: state.backup, signal: this.#end.signal,
        isDone: (roomId) => done.has(roomId),
        onRoom: (roomId) => store.write((writer) => markRoomRestored(writer, version, roomId)),
        onProgress: (seen) => onWork({ what: 'restoring', done: seen, total: Math.max(seen, total) }),
      })
      store.write((writer) => endRestore(writer))
      if (restored.unreadable > 0) log.warn('Some keys of the backup are damaged and were left out', { ...restored })
      return restored
    } finally {
      onWork(null)
    }
  }
}
