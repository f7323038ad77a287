import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { getRoomKey } from '../../matrix/room-keys.ts'
import type { Machine } from '../machine/machine.ts'
import type { Backup } from './backup.ts'
import { openSession } from './backup-key.ts'
import { importSessions } from './restore.ts'

export type KeyFetcherOptions = {
  readonly open: () => Promise<Machine>
  readonly backup: Pick<Backup, 'state'>
  readonly homeserver: Homeserver
  readonly clock: Clock
  readonly log: Log
}

/** Another device may put it there later: then it is asked for again. */
const missMs = 10 * 60_000
const mostMisses = 5_000
const mostAtOnce = 4
const mostWaiting = 500

/** Looks for single keys in the backup, for messages that somebody looks at and that cannot be read. */
export class KeyFetcher {
  readonly #options: KeyFetcherOptions
  readonly #underWay = new Map<string, Promise<boolean>>()
  readonly #misses = new Map<string, number>()
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(options: KeyFetcherOptions) {
    this.#options = options
  }

  /**
   * Whether the key has come from the backup; what it decrypts is told by `onRoomKeys`. False at once where it was looked for a moment ago,
   * where this device cannot open the backup, or where too many are waited for. Never rejects.
   */
  fetchKey(roomId: RoomId, sessionId: string): Promise<boolean> {
    const { state } = this.#options.backup
    if (state.is !== 'on') return Promise.resolve(false)
    const name = `${state.backup.version} ${roomId} ${sessionId}`
    const known = this.#underWay.get(name)
    if (known !== undefined) return known
    if (this.#wasMissed(name) || this.#waiting.length >= mostWaiting) return Promise.resolve(false)
    const fetching = this.#inTurn(() => this.#fetch(state.backup.version, roomId, sessionId))
      .then((found) => {
        if (found === false) this.#miss(name)
        return found === true
      })
      .finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, fetching)
    return fetching
  }

  /** Undefined when it could not be asked. */
  async #fetch(version: string, roomId: RoomId, sessionId: string): Promise<boolean | undefined> {
    const { open, homeserver, log } = this.#options
    try {
      const machine = await open()
      const { decryptionKey: key, backupVersion } = await machine.olm.getBackupKeys()
      if (key === undefined || backupVersion !== version) return undefined
      const data = await getRoomKey(homeserver, { version, roomId, sessionId })
      const session = data && openSession(key, { data })
      if (session === undefined) return false
      return await importSessions(machine, version, new Map([[roomId, new Map([[sessionId, session]])]])) > 0
    } catch (error) {
      log.info('A key could not be looked for in the backup', { error })
      return undefined
    }
  }

  #wasMissed(name: string): boolean {
    const missedAt = this.#misses.get(name)
    return missedAt !== undefined && this.#options.clock.uptime() - missedAt < missMs
  }

  #miss(name: string): void {
    this.#misses.delete(name)
    this.#misses.set(name, this.#options.clock.uptime())
    const [oldest] = this.#misses.keys()
    if (this.#misses.size > mostMisses && oldest !== undefined) this.#misses.delete(oldest)
  }

  async #inTurn<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running >= mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running += 1
    try {
      return await job()
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }
}
