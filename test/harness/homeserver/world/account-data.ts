import { Draw } from './draw.ts'
import { personOf, type RoomFacts } from './room-facts.ts'
import type { Cast, Json } from './preamble.ts'
import { pushRules } from './push-rules.ts'
import type { Stream } from './stream.ts'

type Kept = { readonly at: number; readonly content: Json }

/** The account's own data, and that of its rooms: as it was from the start, with what was changed since. */
export class AccountData {
  readonly #stream: Stream
  readonly #global = new Map<string, Kept>()
  readonly #ofRooms = new Map<number, Map<string, Kept>>()
  readonly #firstOfRoom: (facts: RoomFacts) => readonly (readonly [string, Json])[]

  constructor({ cast, rooms, stream, eventId }: {
    readonly cast: Cast
    readonly rooms: readonly RoomFacts[]
    readonly stream: Stream
    readonly eventId: (facts: RoomFacts, index: number) => string
  }) {
    this.#stream = stream
    const direct: Record<string, string[]> = {}
    for (const facts of rooms) {
      if (facts.kind === 'direct') (direct[cast.people.userId(personOf(facts, 0))] ??= []).push(facts.roomId)
    }
    this.#global.set('m.direct', { at: 0, content: direct })
    this.#global.set('m.push_rules', { at: 0, content: { global: pushRules } })
    this.#firstOfRoom = (facts) => {
      const draw = new Draw(cast.seed, 0x64617461, facts.number)
      return [
        ...(facts.tag === undefined ? [] : [['m.tag', { tags: { [facts.tag]: { order: Math.floor(draw.next() * 1_000) / 1_000 } } }] as const]),
        ...(draw.chance(0.8) ? [['m.fully_read', { event_id: eventId(facts, facts.readIndex) }] as const] : []),
      ]
    }
  }

  get(type: string): Json | undefined {
    return this.#global.get(type)?.content
  }

  set(type: string, content: Json): void {
    this.#global.set(type, { at: this.#stream.add({ is: 'data', type }), content })
  }

  /** What was put there after `at`; with -1 everything there is. */
  since(at: number): readonly Json[] {
    return [...this.#global].filter(([, kept]) => kept.at > at).map(([type, { content }]) => ({ type, content }))
  }

  getOfRoom(facts: RoomFacts, type: string): Json | undefined {
    return this.#ofRooms.get(facts.number)?.get(type)?.content ?? this.#firstOfRoom(facts).find(([first]) => first === type)?.[1]
  }

  setOfRoom({ number }: RoomFacts, type: string, content: Json): void {
    const ofRoom = this.#ofRooms.get(number) ?? new Map<string, Kept>()
    this.#ofRooms.set(number, ofRoom.set(type, { at: this.#stream.add({ is: 'room-data', room: number, type }), content }))
  }

  sinceOfRoom(facts: RoomFacts, at: number): readonly Json[] {
    const changed = this.#ofRooms.get(facts.number) ?? new Map<string, Kept>()
    const first = at >= 0 ? [] : this.#firstOfRoom(facts).filter(([type]) => !changed.has(type))
    return [
      ...first.map(([type, content]) => ({ type, content })),
      ...[...changed].filter(([, kept]) => kept.at > at).map(([type, { content }]) => ({ type, content })),
    ]
  }
}
