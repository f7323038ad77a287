/**
 * What pressing "send" asks of the engine, worked out before anything is asked: the calls in their order, or why there are none. Pure, so
 * that no way through the composer can send something else than what it shows.
 */
import type { AttachmentSource, CallInput, EventId, RoomId, Target, UserId } from '../../preload/contract/index.ts'
import { parseCommand, type CommandName } from './commands.ts'
import type { Written } from './document.ts'
import { excess } from './length.ts'

export type Purpose =
  | { readonly is: 'write'; readonly replyTo: EventId | null }
  | { readonly is: 'edit'; readonly target: Target }

export type Content = {
  readonly written: Written
  readonly attachments: readonly { readonly key: string; readonly source: AttachmentSource }[]
  readonly purpose: Purpose
}

type Place = { readonly account: UserId; readonly roomId: RoomId }

type CallStep<Name extends 'message.send' | 'message.edit' | 'room.invite' | 'room.join' | 'room.leave'> =
  { readonly call: Name; readonly input: CallInput<Name> }

export type Step =
  | CallStep<'message.send'> | CallStep<'message.edit'> | CallStep<'room.invite'> | CallStep<'room.join'> | CallStep<'room.leave'>
  /** `key`: the attachment to take off once it is in the outbox. */
  | { readonly call: 'message.sendFile'; readonly input: CallInput<'message.sendFile'>; readonly key: string }

export type Refusal =
  | { readonly why: 'empty' }
  | { readonly why: 'too-long'; readonly by: number }
  | { readonly why: 'unknown-command'; readonly word: string }
  | { readonly why: 'incomplete-command'; readonly name: Exclude<CommandName, 'leave'> }

export type Plan = { readonly ok: true; readonly steps: readonly Step[] } | { readonly ok: false; readonly refusal: Refusal }

const refuse = (refusal: Refusal): Plan => ({ ok: false, refusal })
const go = (...steps: readonly Step[]): Plan => ({ ok: true, steps })

export function planOf(content: Content, place: Place): Plan {
  const { written, attachments, purpose } = content
  if (purpose.is === 'edit') return planEdit(written, purpose.target, place)
  if (attachments.length > 0) return planFiles(content, place)
  if (written.text === '') return refuse({ why: 'empty' })
  const parsed = parseCommand(written.text)
  if (parsed.is === 'unknown') return refuse({ why: 'unknown-command', word: parsed.word })
  if (parsed.is === 'incomplete') return planIncomplete(parsed.name, written, place)
  const reply = purpose.replyTo === null ? {} : { replyTo: purpose.replyTo }
  const mentions = written.mentions.length === 0 ? {} : { mentions: written.mentions }
  if (parsed.is === 'text') return message({ ...place, ...reply, ...mentions, text: parsed.text, format: 'markdown' })
  const { command } = parsed
  switch (command.name) {
    case 'me': return message({ ...place, ...reply, ...mentions, text: command.text, format: 'markdown', style: 'emote' })
    case 'plain': return message({ ...place, ...reply, ...mentions, text: command.text, format: 'plain' })
    case 'invite': return go({ call: 'room.invite', input: { ...place, userId: command.userId } })
    case 'join': return go({ call: 'room.join', input: { account: place.account, room: command.room } })
    case 'leave': return go({ call: 'room.leave', input: place })
  }
}

/** Somebody chosen from the list stands in "/invite" as a mention. */
function planIncomplete(name: Exclude<CommandName, 'leave'>, written: Written, place: Place): Plan {
  const [userId, second] = written.mentions
  if (name !== 'invite' || userId === undefined || second !== undefined) return refuse({ why: 'incomplete-command', name })
  return go({ call: 'room.invite', input: { ...place, userId } })
}

function message(input: CallInput<'message.send'>): Plan {
  const by = excess(input.text, input.format)
  return by > 0 ? refuse({ why: 'too-long', by }) : go({ call: 'message.send', input })
}

function planEdit({ textWithIds: text }: Written, target: Target, place: Place): Plan {
  if (text === '') return refuse({ why: 'empty' })
  const by = excess(text, 'markdown')
  if (by > 0) return refuse({ why: 'too-long', by })
  return go({ call: 'message.edit', input: { ...place, target, text, format: 'markdown' } })
}

/** The caption and what is answered go with the first file. */
function planFiles({ written, attachments, purpose }: Content, place: Place): Plan {
  const by = excess(written.text, 'markdown')
  if (by > 0) return refuse({ why: 'too-long', by })
  const first = {
    ...(written.text === '' ? {} : { caption: written.text }),
    ...(purpose.is === 'write' && purpose.replyTo !== null ? { replyTo: purpose.replyTo } : {}),
  }
  return go(...attachments.map(({ key, source }, at): Step => (
    { call: 'message.sendFile', input: { ...place, source, ...(at === 0 ? first : {}) }, key }
  )))
}
