import type { Growth } from './growth.ts'
import { editAt, emoteAt, fileAt, imageAt, noticeAt, reactionAt, replyAt, textAt, threadAt } from './contents.ts'
import { Draw } from './draw.ts'
import { eventIdOf } from './ids.ts'
import { changedAt, changeOf, joinedAt, joinIndex } from './membership.ts'
import { myUserId } from './people.ts'
import { nameOf, type Cast, type Json } from './preamble.ts'
import { blockLength, personOf, type RoomFacts } from './room-facts.ts'
import type { Entry, RoomHistories } from './room-history.ts'
import { slotType } from './room-state.ts'
import { senderAt } from './senders.ts'
import { sentence } from './text.ts'

type Made = Extract<Entry, { is: 'made' }>

/** An event without what others did to it. */
export type PlainEvent = {
  readonly type: string
  readonly state_key?: string
  readonly sender: string
  readonly content: Json
  readonly redacts?: string
  readonly unsigned?: Json
  readonly event_id: string
  readonly origin_server_ts: number
}

export type EventsOptions = { readonly cast: Cast; readonly histories: RoomHistories; readonly growths: ReadonlyMap<number, Growth> }

/** Makes any event of any room from where it stands. */
export class Events {
  readonly #cast: Cast
  readonly #histories: RoomHistories
  readonly #growths: ReadonlyMap<number, Growth>

  constructor({ cast, histories, growths }: EventsOptions) {
    this.#cast = cast
    this.#histories = histories
    this.#growths = growths
  }

  idOf({ number }: RoomFacts, index: number): string {
    return eventIdOf(this.#cast.seed, number, index)
  }

  /** In milliseconds since the epoch; later events are never earlier. */
  timeOf(facts: RoomFacts, index: number): number {
    if (index >= facts.length) return this.#growths.get(facts.number)?.timeOf(index) ?? facts.lastTs
    const jitter = new Draw(this.#cast.seed, 0x74696d65, facts.number, index).below(Math.max(1, Math.floor(facts.stepMs * 0.8)))
    return facts.lastTs - (facts.length - 1 - index) * facts.stepMs - jitter
  }

  senderOf(facts: RoomFacts, index: number): string {
    const entry = this.#histories.entry(facts, index)
    if (entry.is === 'preamble') return entry.piece.sender
    return entry.is === 'written' ? entry.written.sender : this.#madeSender(facts, index, entry)
  }

  /** As it was sent, whatever was done to it later. */
  plain(facts: RoomFacts, index: number): PlainEvent {
    const entry = this.#histories.entry(facts, index)
    const place = { event_id: this.idOf(facts, index), origin_server_ts: this.timeOf(facts, index) }
    switch (entry.is) {
      case 'preamble': {
        const { type, stateKey, sender, content } = entry.piece
        return { type, state_key: stateKey, sender, content, ...place }
      }
      case 'written': {
        const { type, stateKey, sender, content, redacts } = entry.written
        return {
          type, sender, content, ...(stateKey !== undefined && { state_key: stateKey }), ...(redacts !== undefined && { redacts: this.idOf(facts, redacts) }),
          ...place,
        }
      }
      case 'made': return { ...this.#made(facts, index, entry), ...place }
    }
  }

  #madeSender(facts: RoomFacts, index: number, { role, block, place, plan }: Made): string {
    const { people, seed } = this.#cast
    if (role === 'state') return people.userId(personOf(facts, 0))
    const coming = role === 'join' ? joinedAt(facts, block, place) : role === 'change' ? changedAt(facts, block, place) : undefined
    if (coming !== undefined) return people.userId(personOf(facts, coming))
    // Only the sender edits, and here also takes back.
    const source = role === 'edit' || role === 'redaction' ? index - place + (plan.targets[place] ?? 0) : index
    const sender = senderAt(seed, facts, source)
    return sender === 'me' ? myUserId : people.userId(personOf(facts, sender))
  }

  #made(facts: RoomFacts, index: number, entry: Made): Omit<PlainEvent, 'event_id' | 'origin_server_ts'> {
    const sender = this.#madeSender(facts, index, entry)
    const { role, block, place, plan } = entry
    const target = (): string => this.idOf(facts, index - place + (plan.targets[place] ?? 0))
    const said = (content: Json) => ({ type: 'm.room.message', sender, content })
    switch (role) {
      case 'text': return said(textAt(this.#cast, facts, index))
      case 'notice': return said(noticeAt(this.#cast, facts, index))
      case 'emote': return said(emoteAt(this.#cast, facts, index))
      case 'image': return said(imageAt(this.#cast, facts, index))
      case 'file': return said(fileAt(this.#cast, facts, index))
      case 'reply': return said(replyAt(this.#cast, facts, index, this.#answered(facts, index, entry)))
      case 'thread': return said(threadAt(this.#cast, facts, index, target()))
      case 'edit': return said(editAt(this.#cast, facts, index, target()))
      case 'reaction': return { type: 'm.reaction', sender, content: reactionAt(this.#cast, facts, index, target()) }
      case 'redaction': return { type: 'm.room.redaction', sender, content: {}, redacts: target() }
      case 'join': return this.#member(facts, joinedAt(facts, block, place) ?? 0, 'join')
      case 'change': return this.#member(facts, changedAt(facts, block, place) ?? 0, 'change')
      case 'state': return { type: slotType(facts, block), state_key: '', sender, content: this.#slotContent(facts, block, index) }
    }
  }

  /** Mostly something near, now and then the first words of an earlier block. */
  #answered(facts: RoomFacts, index: number, { block, place, plan }: Made): string {
    const draw = new Draw(this.#cast.seed, 0x616e7377, facts.number, index)
    const far = draw.chance(0.3) && block > 0 ? facts.preambleLength + (block - 1 - draw.zipf(block)) * blockLength : -1
    return this.idOf(facts, far >= facts.preambleLength ? far : index - place + (plan.targets[place] ?? 0))
  }

  #member(facts: RoomFacts, member: number, step: 'join' | 'change'): Omit<PlainEvent, 'event_id' | 'origin_server_ts'> {
    const { people } = this.#cast
    const person = personOf(facts, member)
    const userId = people.userId(person)
    const face = people.face(person)
    const joined = { membership: 'join', ...face }
    const event = (content: Json) => ({ type: 'm.room.member', state_key: userId, sender: userId, content })
    const kind = changeOf(facts, member)?.kind
    if (step === 'join' || kind === undefined) return event(joined)
    const content = kind === 'leave' ? { membership: 'leave' } : { membership: 'join', ...this.#changedFace(person, kind) }
    return { ...event(content), unsigned: { prev_content: joined, replaces_state: this.idOf(facts, joinIndex(facts, member)), prev_sender: userId } }
  }

  #changedFace(person: number, kind: 'name' | 'picture'): Json {
    const [before, after] = [this.#cast.people.face(person), this.#cast.people.face(person, 1)]
    return kind === 'name' ? { ...before, displayname: after.displayname } : { ...after, displayname: before.displayname }
  }

  #slotContent(facts: RoomFacts, block: number, index: number): Json {
    const { seed, vocabulary } = this.#cast
    switch (slotType(facts, block)) {
      case 'm.room.name': return { name: nameOf(this.#cast, facts, 1 + block) }
      case 'm.room.pinned_events': return { pinned: [this.idOf(facts, facts.preambleLength + block * blockLength)] }
      case 'm.room.topic': return { topic: sentence(vocabulary, new Draw(seed, 0x746f7069, facts.number, index), facts.language, 12) }
    }
  }
}
