import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EventId, RoomId, UserId } from '../../../../preload/contract/ids.ts'
import type { EncryptionRow, UndecryptedCause } from '../../../../preload/contract/rows/encryption-row.ts'
import type { Shield } from '../../../../preload/contract/rows/timeline-row.ts'
import type { JsonRecord } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import { decryptionSettings } from '../machine/decryption-settings.ts'
import { roomIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'
import { readClearEvent, type ClearEvent } from './clear-event.ts'
import { causeOf } from './failed-cause.ts'
import { KeyCache } from './key-cache.ts'
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
const slice = 64

/** Decrypts the events of rooms. Whatever is wrong with one of them is its own cause and nobody else's; nothing here is stored. */
export class Decryption {
  readonly #options: DecryptionOptions
  readonly #cache = new KeyCache()
  #takesUnsigned = true

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

  /** Something became known about devices or people. */
  forget(): void {
    this.#cache.forget()
  }

  dispose(): void {
    this.#cache.dispose()
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

  async #fill(machine: Keys): Promise<void> {
    try {
      await this.#cache.fill(machine)
    } catch (error) {
      // The machine itself goes on, at its own pace.
      this.#options.log.warn('Keys could not be taken into memory', { error })
    }
  }

  async #decryptWith(machine: Keys, events: readonly SealedEvent[]): Promise<readonly Decrypted[]> {
    const { excludeUnsigned, backup } = this.#options
    const takesUnsigned = !excludeUnsigned()
    if (takesUnsigned !== this.#takesUnsigned) this.forget()
    this.#takesUnsigned = takesUnsigned
    const settings = decryptionSettings(machine.wasm, takesUnsigned ? 'any' : 'signed')
    const rooms = new Map<RoomId, ReturnType<typeof roomIdOf>>()
    const anybody = decryptionSettings(machine.wasm, 'any')
    const context = { machine, cache: this.#cache, settings, anybody, backup: backup(), deviceSince: machine.olm.deviceCreationTimeMs }
    const results: Decrypted[] = []
    for (let from = 0; from < events.length; from += slice) {
      if (from > 0) await nextTurn()
      if (this.#cache.isDue) await this.#fill(machine)
      const batch = events.slice(from, from + slice)
      const decryptAt = (event: SealedEvent): Promise<Decrypted> => {
        if (!rooms.has(event.roomId)) rooms.set(event.roomId, roomIdOf(machine.wasm, event.roomId))
        return decryptOne(event, { ...context, roomId: rooms.get(event.roomId) })
      }
      // What one of them tells of its sender serves for the others.
      const leading = new Map(this.#cache.leading(batch).map((event) => [event, decryptAt(event)]))
      if (leading.size > 0) await Promise.all(leading.values())
      results.push(...await Promise.all(batch.map((event) => leading.get(event) ?? decryptAt(event))))
    }
    return results
  }
}

type Context = {
  readonly machine: Keys
  readonly cache: KeyCache
  readonly settings: ReturnType<typeof decryptionSettings>
  /** For where the machine has been asked already whether it takes messages of this sender. */
  readonly anybody: ReturnType<typeof decryptionSettings>
  readonly roomId: ReturnType<typeof roomIdOf>
  readonly backup: EncryptionRow['backup']
  readonly deviceSince: number
}

async function decryptOne(event: SealedEvent, context: Context): Promise<Decrypted> {
  const { machine, cache, settings, roomId, backup, deviceSince } = context
  const { wasm, olm } = machine
  if (roomId === undefined) return undecrypted('malformed')
  const json = toJson(event)
  const quick = cache.find(event)
  try {
    const text = quick && await readQuickly(quick.olm, json, context)
    if (quick !== undefined && text !== undefined) return opened(event, text, quick.shield)
    const decrypted = await olm.decryptRoomEvent(json, roomId, settings)
    const state = decrypted.shieldState(false)
    const clear = decrypted.event
    decrypted.free()
    if (state.code === wasm.ShieldStateCode.MismatchedSender) return undecrypted('forged')
    const shield = toShield(wasm, state)
    cache.learn(event, shield)
    return opened(event, clear, shield)
  } catch (error) {
    const { ts, wasAway, content } = event
    if (readMegolmMessage(content).defect !== null) return undecrypted('malformed')
    return undecrypted(causeOf(wasm, error, { ts, wasAway, deviceSince, backup }))
  }
}

/** Undefined where it did not work: the machine itself knows why. */
async function readQuickly(olm: Keys['olm'], json: string, { roomId, anybody }: Context): Promise<string | undefined> {
  if (roomId === undefined) return undefined
  try {
    const decrypted = await olm.decryptRoomEvent(json, roomId, anybody)
    const text = decrypted.event
    decrypted.free()
    return text
  } catch {
    return undefined
  }
}

function opened(event: SealedEvent, json: string, shield: Shield | null): Decrypted {
  const clear = readClearEvent(json, event.roomId, event.content)
  return clear === null ? undecrypted('malformed') : { clear, cause: null, shield }
}

const undecrypted = (cause: UndecryptedCause): Decrypted => ({ clear: null, cause, shield: null })

/** What the machine looks at and no more: whatever else a server adds cannot make it stumble. */
const toJson = ({ eventId, sender, ts, content }: SealedEvent): string =>
  JSON.stringify({ type: 'm.room.encrypted', event_id: eventId, sender, origin_server_ts: ts, content })
