import { Draw } from './draw.ts'
import { myServer, myUserId } from './people.ts'
import type { Cast, Json } from './preamble.ts'
import type { RoomFacts } from './room-facts.ts'
import { messageLength, sentence, title } from './text.ts'
import type { Language } from './vocabulary.ts'

const reactions = ['👍', '❤️', '😂', '🎉', '👀', '🙏', '🚀', '✅', 'хорошо', 'genau'] as const

/** A text as people write it, the same for the same place. */
export function textAt({ seed, vocabulary }: Cast, { number, language }: RoomFacts, index: number): Json {
  const draw = new Draw(seed, 0x74657874, number, index)
  const spoken: Language = draw.chance(0.06) ? 'north' : language
  const body = sentence(vocabulary, draw, spoken, messageLength(draw))
  const isMarked = draw.chance(0.08)
  return {
    msgtype: 'm.text', body,
    ...(isMarked ? { format: 'org.matrix.custom.html', formatted_body: `<strong>${escape(body)}</strong>` } : {}),
    ...(draw.chance(0.01) ? { 'm.mentions': { user_ids: [myUserId] } } : { 'm.mentions': {} }),
  }
}

export const noticeAt = (cast: Cast, facts: RoomFacts, index: number): Json => ({ ...textAt(cast, facts, index), msgtype: 'm.notice' })
export const emoteAt = (cast: Cast, facts: RoomFacts, index: number): Json => ({ ...textAt(cast, facts, index), msgtype: 'm.emote' })

export function imageAt({ seed, vocabulary }: Cast, { number, language }: RoomFacts, index: number): Json {
  const draw = new Draw(seed, 0x696d6167, number, index)
  const [w, h] = [320 + draw.below(1_600), 240 + draw.below(1_200)]
  return {
    msgtype: 'm.image', body: `${title(vocabulary, draw, language, 1)}.png`, url: `mxc://${myServer}/image${number.toString(36)}x${index.toString(36)}`,
    info: { mimetype: 'image/png', w, h, size: 20_000 + draw.below(2_000_000) },
  }
}

export function fileAt({ seed, vocabulary }: Cast, { number, language }: RoomFacts, index: number): Json {
  const draw = new Draw(seed, 0x66696c65, number, index)
  return {
    msgtype: 'm.file', body: `${title(vocabulary, draw, language, 2)}.pdf`, url: `mxc://${myServer}/file${number.toString(36)}x${index.toString(36)}`,
    info: { mimetype: 'application/pdf', size: 20_000 + draw.below(9_000_000) },
  }
}

export function reactionAt({ seed }: Cast, { number }: RoomFacts, index: number, target: string): Json {
  const key = new Draw(seed, 0x72656163, number, index).pick(reactions)
  return { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key } }
}

export function editAt(cast: Cast, facts: RoomFacts, index: number, target: string): Json {
  const content = textAt(cast, facts, index)
  return { ...content, body: `* ${String(content['body'])}`, 'm.new_content': content, 'm.relates_to': { rel_type: 'm.replace', event_id: target } }
}

export const replyAt = (cast: Cast, facts: RoomFacts, index: number, target: string): Json =>
  ({ ...textAt(cast, facts, index), 'm.relates_to': { 'm.in_reply_to': { event_id: target } } })

export const threadAt = (cast: Cast, facts: RoomFacts, index: number, root: string): Json => ({
  ...textAt(cast, facts, index),
  'm.relates_to': { rel_type: 'm.thread', event_id: root, is_falling_back: true, 'm.in_reply_to': { event_id: root } },
})

const escape = (text: string): string => text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`)
