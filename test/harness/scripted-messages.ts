/** What the scripted bridge does with messages: they go into the made-up timeline as the engine's would, first as waiting, then as sent. */
import type { LocalId, RoomId, TimelineRow } from '../../preload/contract/index.ts'
import type { Answers, Script } from './renderer-answers.ts'
import { attachment, eventId, row, text } from './timeline-rows.ts'
import { people } from './renderer-world.ts'

const me = people.me
const sentAfterMs = 60
let made = 0

function nextLocalId(): LocalId {
  made += 1
  return `cwscripted${made}` as LocalId
}

/** Puts a row at the end; its event comes a moment later. */
function send(
  script: Script, roomId: RoomId, make: (given: Partial<TimelineRow>) => TimelineRow,
): { readonly ok: true; readonly value: { readonly localId: LocalId } } {
  const localId = nextLocalId()
  const rows = script.timeline(roomId)
  const echo = make({ key: localId, roomId, sender: me, isMine: true, ts: Date.now(), state: 'sending', eventId: null, localId })
  rows.push(echo)
  script.refresh()
  setTimeout(() => {
    const at = rows.findIndex((one) => one.key === localId)
    const now = rows[at]
    if (now === undefined) return
    rows[at] = { ...now, state: 'sent', eventId: eventId(localId), progress: null }
    script.refresh()
  }, sentAfterMs)
  return { ok: true, value: { localId } }
}

/** Changes the row of an event in place. */
function alter(script: Script, target: string, roomId: RoomId | undefined, how: (row: TimelineRow) => TimelineRow) {
  if (roomId !== undefined) {
    const rows = script.timeline(roomId)
    const at = rows.findIndex((one) => one.eventId === target || one.localId === target)
    const found = rows[at]
    if (found !== undefined) rows[at] = how(found)
    script.refresh()
  }
  return { ok: true, value: { localId: nextLocalId() } } as const
}

function withReaction(found: TimelineRow, key: string, by: 1 | -1): TimelineRow {
  const known = found.reactions.find((one) => one.key === key)
  const others = found.reactions.filter((one) => one.key !== key)
  const people = [...known?.people ?? [], me.name].filter((name) => by === 1 || name !== me.name)
  const count = (known?.count ?? 0) + by
  return { ...found, reactions: count === 0 ? others : [...others, { key, count, mine: by === 1, people }] }
}

type MessageName = Extract<keyof Answers, `message.${string}`>

export const messageAnswers: Pick<Answers, MessageName> = {
  'message.send': ({ roomId, text: words, style, replyTo }, script) => send(script, roomId, (given) => {
    const answered = script.timeline(roomId).find((one) => one.eventId === replyTo)
    const reply = answered === undefined || answered.eventId === null ? null
      : { eventId: answered.eventId, sender: answered.sender, kind: answered.kind, text: answered.plain, state: 'known' as const }
    return text(words, { ...given, kind: style ?? 'text', replyTo: reply })
  }),
  'message.sendFile': ({ roomId, source, caption }, script) => send(script, roomId, (given) => {
    const name = source.from === 'bytes' ? source.name : 'file.bin'
    const shown = attachment({ name, caption: caption === undefined ? null : [{ type: 'text', text: caption }] })
    return row({ ...given, kind: 'file', plain: name, progress: 0.3, content: { type: 'attachment', attachment: shown } })
  }),
  'message.edit': ({ target, roomId, text: words }, script) => alter(script, target, roomId, (found) => (
    { ...found, plain: words, isEdited: true, content: { type: 'text', body: [{ type: 'text', text: words }], isOnlyEmoji: false } }
  )),
  'message.redact': ({ target, roomId }, script) => alter(script, target, roomId, (found) => (
    { ...found, plain: '', isRedacted: true, reactions: [], content: { type: 'redacted', by: null, reason: '' } }
  )),
  'message.react': ({ target, roomId, key }, script) => alter(script, target, roomId, (found) => withReaction(found, key, 1)),
  'message.unreact': ({ target, roomId, key }, script) => alter(script, target, roomId, (found) => withReaction(found, key, -1)),
  'message.download': () => ({ ok: false, failure: { code: 'forbidden', message: 'A window cannot name files.' } }),
  'message.source': ({ eventId: id }) => ({
    ok: true, value: { json: JSON.stringify({ event_id: id, type: 'm.room.message', content: { msgtype: 'm.text', body: '<b>as it came</b>' } }, null, 2) },
  }),
}
