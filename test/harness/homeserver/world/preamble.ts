import { Draw } from './draw.ts'
import { roomIdOf } from './ids.ts'
import { myServer, myUserId, type People } from './people.ts'
import { personOf, type RoomFacts } from './room-facts.ts'
import { sentence, title } from './text.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Json = { readonly [key: string]: unknown }

/** State before it is an event: everything of a preamble is state. */
export type StatePiece = { readonly type: string; readonly stateKey: string; readonly sender: string; readonly content: Json }

export type Cast = { readonly seed: number; readonly vocabulary: Vocabulary; readonly people: People }

type Draft = Omit<RoomFacts, 'preambleLength' | 'length' | 'readIndex' | 'lastTs' | 'stepMs'>

/** How a room was made, in the order in which it was. Its creator is the member 0, and I come before the last of the opening members. */
export function preambleOf({ seed, vocabulary, people }: Cast, facts: Draft): readonly StatePiece[] {
  const { number, kind, language, isNamed, children, parent, openingMembers } = facts
  const draw = new Draw(seed, 0x7072, number)
  const person = (member: number) => personOf(facts, member)
  const creator = people.userId(person(0))
  const isSpace = kind === 'space'
  const state = (type: string, content: Json, stateKey = '', sender = creator): StatePiece => ({ type, stateKey, sender, content })
  const join = (member: number) => {
    const userId = people.userId(person(member))
    return state('m.room.member', { membership: 'join', ...people.face(person(member)) }, userId, userId)
  }
  const name = nameOf({ seed, vocabulary, people }, facts, 0)
  const isPublic = kind === 'group' && draw.chance(0.4)
  const hasTopic = isNamed && draw.chance(0.6)
  const hasPicture = isNamed && draw.chance(0.5)
  return [
    state('m.room.create', { room_version: '10', creator, ...(isSpace ? { type: 'm.space' } : {}) }),
    join(0),
    state('m.room.power_levels', {
      users: { [creator]: 100, ...(kind === 'direct' ? { [myUserId]: 100 } : {}) }, users_default: 0, events_default: isSpace ? 100 : 0,
      events: { 'm.room.name': 50, 'm.room.power_levels': 100, 'm.room.history_visibility': 100, 'm.room.encryption': 100 },
      state_default: 50, ban: 50, kick: 50, redact: 50, invite: 0,
    }),
    state('m.room.join_rules', { join_rule: isPublic ? 'public' : 'invite' }),
    state('m.room.history_visibility', { history_visibility: 'shared' }),
    state('m.room.guest_access', { guest_access: isPublic ? 'forbidden' : 'can_join' }),
    ...(kind === 'encrypted' ? [state('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' })] : []),
    ...(isNamed ? [state('m.room.name', { name })] : []),
    ...(hasTopic ? [state('m.room.topic', { topic: sentence(vocabulary, draw, language, 4 + draw.below(20)) })] : []),
    ...(hasPicture ? [state('m.room.avatar', { url: `mxc://${myServer}/room${number.toString(36)}` })] : []),
    ...(isPublic && isNamed ? [state('m.room.canonical_alias', { alias: `#room${number}:${myServer}` })] : []),
    ...(parent === undefined ? [] : [state('m.space.parent', { canonical: true, via: [myServer] }, roomIdOf(seed, parent))]),
    ...children.map((child) => state('m.space.child', { via: [myServer], suggested: draw.chance(0.2) }, roomIdOf(seed, child))),
    state('m.room.member', { membership: 'join', displayname: 'Ada', avatar_url: `mxc://${myServer}/ada` }, myUserId, myUserId),
    ...Array.from({ length: openingMembers - 1 }, (_, member) => join(member + 1)),
  ]
}

/** `version` counts how often it was renamed. */
export function nameOf({ seed, vocabulary }: Cast, { number, kind, language }: Pick<RoomFacts, 'number' | 'kind' | 'language'>, version: number): string {
  const draw = new Draw(seed, 0x6e616d65, number, version)
  const name = title(vocabulary, draw, language, 1 + draw.below(3))
  return kind === 'space' ? `${name} ✦` : name
}
