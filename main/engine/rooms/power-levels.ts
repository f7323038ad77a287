import { isUserId, type UserId } from '../../../preload/contract/index.ts'
import { ownRecord, ownStrings, ownString, ownValue, type JsonRecord } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { readState } from '../store/tables/state.ts'

/** What power levels are computed from: contents of m.room.power_levels and m.room.create, and who sent the latter. Null: not known. */
export type PowerFacts = {
  readonly levels: JsonRecord | null
  readonly create: JsonRecord | null
  readonly creator: UserId | null
}

/** Above any level that can be written down: what a creator of a version 12 room has, for whom levels are never looked up. */
export const creatorsLevel = Number.MAX_SAFE_INTEGER

/** Who may do what in a room (client-server API, m.room.power_levels), with the creators' power of room version 12. */
export class PowerLevels {
  readonly #levels: JsonRecord | null
  readonly #users: JsonRecord
  /** Null where a creator has no power of its own kind. */
  readonly #almighty: ReadonlySet<string> | null
  readonly #creator: UserId | null

  constructor({ levels, create, creator }: PowerFacts) {
    this.#levels = levels
    this.#users = ownRecord(levels ?? {}, 'users') ?? {}
    this.#creator = creator
    const creators = [creator ?? '', ...(ownStrings(create ?? {}, 'additional_creators') ?? [])]
    this.#almighty = hasAlmightyCreators(create) ? new Set(creators) : null
  }

  /** `creatorsLevel` for a creator of a version 12 room. */
  of(userId: UserId): number {
    if (this.#almighty?.has(userId) === true) return creatorsLevel
    // Without the event everybody is nobody, except whoever made the room.
    if (this.#levels === null) return userId === this.#creator ? 100 : 0
    return readLevel(this.#users, userId) ?? readLevel(this.#levels, 'users_default') ?? 0
  }

  /** Everybody above the level that newcomers have, in no order. */
  get mighty(): readonly UserId[] {
    const usual = readLevel(this.#levels ?? {}, 'users_default') ?? 0
    const named = this.#levels === null && this.#creator !== null ? [this.#creator] : Object.keys(this.#users)
    return [...new Set([...named, ...(this.#almighty ?? [])])].filter(isUserId).filter((userId) => this.of(userId) > usual)
  }

  maySend(userId: UserId, eventType: string): boolean {
    return this.of(userId) >= this.#needed('events', eventType, 'events_default', 0)
  }

  maySendState(userId: UserId, eventType: string): boolean {
    return this.of(userId) >= this.#needed('events', eventType, 'state_default', this.#levels === null ? 0 : 50)
  }

  mayRedactOthers(userId: UserId): boolean {
    return this.of(userId) >= this.#level('redact', 50) && this.maySend(userId, 'm.room.redaction')
  }

  mayInvite(userId: UserId): boolean {
    return this.of(userId) >= this.#level('invite', 0)
  }

  /** Whether `@room` of theirs calls everybody. */
  mayNotifyRoom(userId: UserId): boolean {
    return this.of(userId) >= (readLevel(ownRecord(this.#levels ?? {}, 'notifications') ?? {}, 'room') ?? 50)
  }

  #level(key: string, otherwise: number): number {
    return readLevel(this.#levels ?? {}, key) ?? otherwise
  }

  #needed(table: string, key: string, fallback: string, otherwise: number): number {
    return readLevel(ownRecord(this.#levels ?? {}, table) ?? {}, key) ?? this.#level(fallback, otherwise)
  }
}

/** From the room's state as it is in the store. */
export function readPowerLevels(reader: Reader, room: number): PowerLevels {
  const create = readState(reader, room, 'm.room.create')
  const levels = readState(reader, room, 'm.room.power_levels')
  return new PowerLevels({ levels: levels?.content ?? null, create: create?.content ?? null, creator: creatorOf(create) })
}

/** The sender; room versions before 11 name it in the content, which comes to the same. */
const creatorOf = (create: { readonly sender: UserId } | undefined): UserId | null => create?.sender ?? null

/** Room version 12 and its unstable forerunner; a version without a number is somebody's experiment on an older one. */
function hasAlmightyCreators(create: JsonRecord | null): boolean {
  const version = ownString(create ?? {}, 'room_version') ?? '1'
  return /^\d+$/.test(version) ? Number(version) >= 12 : version.startsWith('org.matrix.hydra.')
}

/** An integer; before room version 10 strings of digits were as good. */
function readLevel(record: JsonRecord, key: string): number | undefined {
  const value = ownValue(record, key)
  const level = typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value
  return typeof level === 'number' && Number.isSafeInteger(level) ? level : undefined
}
