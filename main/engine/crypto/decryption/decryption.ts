import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EventId, RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { EncryptionRow, UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Shield } from '../../../../preload/contract/rows/timeline-row.ts'
import type { JsonRecord } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import { decryptionSettings } from '../machine/decryption-settings.ts'
import type { Machine } from '../machine/machine.ts'
import { readClearEvent, type ClearEvent } from './clear-event.ts'
import { causeOf } from './failed-cause.ts'
import { readMegolmMessage } from './megolm-message.ts'
import { toShield } from './shields.ts'

/** What decrypting needs of the machine. */
type Keys = Pick<Machine, 'wasm' | 'olm'>

export type DecryptionOptions = {
  readonly open: () => Promise<Keys>
  /** What the user chose: messages of devices that their owner has not signed stay shut (MSC4153). */
  readonly excludeUnsigned: () => boolean
  readonly backup: () => EncryptionRow['backup']
  readonly log: Log
}

/** An event of type m.room.encrypted, as far as decrypting needs it. */
export type SealedEvent = {
  readonly roomId: RoomId
  readonly eventId: EventId
  readonly sender: UserId
  readonly ts: number
  readonly content: JsonRecord
  /** The server says that we were not in the room then (MSC4115). */
  readonly wasAway: boolean
}

/** What became of one event. `clear` is null exactly where there is a `cause`. */
export type Decrypted =
  | { readonly clear: ClearEvent; readonly cause: null; readonly shield: Shield | null }
  | { readonly clear: null; readonly cause: UndecryptedCause; readonly shield: null }

/** So many are on their way in the machine at once; between two such runs others have a turn. */
const slice = 32

/** Decrypts the events of rooms. Whatever is wrong with one of them is its own cause and nobody else's; nothing here is stored. */
export class Decryption {
  readonly #options: DecryptionOptions

  constructor(options: DecryptionOptions) {
    this.#options = options
  }

  /** In the order given. Never rejects: without keys that can be opened every cause is `not-ready`. */
  async decrypt(events: readonly SealedEvent[]): Promise<readonly Decrypted[]> {
    if (events.length === 0) return []
    const { open, log } = this.#options
    try {
      return await this.#decryptWith(await open(), events)
    } catch (error) {
      log.warn('Messages wait until the keys can be opened', { count: events.length, error })
      return events.map(() => undecrypted('not-ready'))
    }
  }

  /** What is to be said now about who sent an event that was decrypted before; undefined where that cannot be told. Never rejects. */
  async shieldOf(event: SealedEvent): Promise<Shield | null | undefined> {
    try {
      const { wasm, olm } = await this.#options.open()
      const info = await olm.getRoomEventEncryptionInfo(toJson(event), new wasm.RoomId(event.roomId))
      return toShield(wasm, info.shieldState(false))
    } catch (error) {
      this.#options.log.debug('It cannot be told who sent a message', { error })
      return undefined
    }
  }

  async #decryptWith(machine: Keys, events: readonly SealedEvent[]): Promise<readonly Decrypted[]> {
    const { excludeUnsigned, backup } = this.#options
    const settings = decryptionSettings(machine.wasm, excludeUnsigned() ? 'signed' : 'any')
    const rooms = new Map<RoomId, ReturnType<typeof roomIdOf>>()
    const context = { machine, settings, backup: backup(), deviceSince: machine.olm.deviceCreationTimeMs }
    const results: Decrypted[] = []
    for (let from = 0; from < events.length; from += slice) {
      if (from > 0) await nextTurn()
      results.push(...await Promise.all(events.slice(from, from + slice).map((event) => {
        if (!rooms.has(event.roomId)) rooms.set(event.roomId, roomIdOf(machine, event.roomId))
        return decryptOne(event, { ...context, roomId: rooms.get(event.roomId) })
      })))
    }
    return results
  }
}

type Context = {
  readonly machine: Keys
  readonly settings: ReturnType<typeof decryptionSettings>
  readonly roomId: ReturnType<typeof roomIdOf>
  readonly backup: EncryptionRow['backup']
  readonly deviceSince: number
}

async function decryptOne(event: SealedEvent, { machine, settings, roomId, backup, deviceSince }: Context): Promise<Decrypted> {
  const { wasm, olm } = machine
  if (roomId === undefined || readMegolmMessage(event.content).defect !== null) return undecrypted('malformed')
  try {
    const decrypted = await olm.decryptRoomEvent(toJson(event), roomId, settings)
    const state = decrypted.shieldState(false)
    const json = decrypted.event
    decrypted.free()
    if (state.code === wasm.ShieldStateCode.MismatchedSender) return undecrypted('forged')
    const clear = readClearEvent(json, event.roomId, event.content)
    return clear === null ? undecrypted('malformed') : { clear, cause: null, shield: toShield(wasm, state) }
  } catch (error) {
    const { ts, wasAway } = event
    return undecrypted(causeOf(wasm, error, { ts, wasAway, deviceSince, backup }))
  }
}

const undecrypted = (cause: UndecryptedCause): Decrypted => ({ clear: null, cause, shield: null })

/** What the machine looks at and no more: whatever else a server adds cannot make it stumble. */
const toJson = ({ eventId, sender, ts, content }: SealedEvent): string =>
  JSON.stringify({ type: 'm.room.encrypted', event_id: eventId, sender, origin_server_ts: ts, content })

/** Undefined for an id that passes as one here and not by the stricter rules of the machine. */
function roomIdOf({ wasm }: Keys, roomId: RoomId): InstanceType<Keys['wasm']['RoomId']> | undefined {
  try {
    return new wasm.RoomId(roomId)
  } catch {
    return undefined
  }
}
