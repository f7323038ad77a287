/** Timeline rows made up for tests and for the scripted bridge: a valid row of every kind, of which the caller says only what matters. */
import type {
  Attachment, EventId, Line, LocalId, Person, RoomId, RowContent, TimelineHead, TimelineRow, UserId,
} from '../../preload/contract/index.ts'

export const userId = (name: string): UserId => `@${name.toLowerCase()}:example.org` as UserId
export const eventId = (name: string | number): EventId => `$${name}` as EventId
export const localId = (name: string | number): LocalId => `cw${name}` as LocalId
export const roomId = (name: string): RoomId => `!${name}:example.org` as RoomId

export const person = (name: string, avatar: string | null = null): Person => ({ userId: userId(name.replace(/\s/g, '')), name, avatar })

export const me = person('Me')

/** Noon of 2026-11-23 in the local zone. */
export const noon = new Date(2026, 10, 23, 12).getTime()

const allowed = { edit: false, redact: false, react: true, reply: true }

let made = 0

export function row(given: Partial<TimelineRow> & { readonly content: RowContent }): TimelineRow {
  made += 1
  const key = given.key ?? `row${made}`
  const sender = given.sender ?? person('Anna')
  const isMine = given.isMine ?? sender.userId === me.userId
  return {
    key,
    roomId: roomId('room'),
    eventId: eventId(key),
    localId: null,
    sender,
    isMine,
    ts: noon,
    kind: 'text',
    plain: '',
    replyTo: null,
    thread: null,
    isEdited: false,
    isRedacted: false,
    mentionsMe: false,
    reactions: [],
    readBy: [],
    readByCount: 0,
    state: 'sent',
    decryption: 'none',
    undecrypted: null,
    shield: null,
    reason: null,
    progress: null,
    can: isMine ? { ...allowed, edit: true, redact: true } : allowed,
    ...given,
  }
}

export const text = (words: string, given: Partial<TimelineRow> = {}): TimelineRow =>
  row({ content: { type: 'text', body: [{ type: 'text', text: words }], isOnlyEmoji: false }, plain: words, ...given })

export const line = (what: Line, given: Partial<TimelineRow> = {}): TimelineRow => {
  const target = 'target' in what ? what.target : null
  return row({
    content: { type: 'line', line: what }, kind: target === null ? 'state' : 'member', ...(target === null ? {} : { sender: target }),
    can: { edit: false, redact: false, react: false, reply: false }, ...given,
  })
}

export const joined = (name: string, given: Partial<TimelineRow> = {}): TimelineRow =>
  line({ what: 'joined', target: person(name), reason: '' }, given)
export const left = (name: string, given: Partial<TimelineRow> = {}): TimelineRow =>
  line({ what: 'left', target: person(name), reason: '' }, given)

export const gap = (given: Partial<TimelineRow> = {}): TimelineRow =>
  row({ content: { type: 'gap', state: 'loading', reason: null }, kind: 'other', eventId: null, ...given })

export function attachment(given: Partial<Attachment> & { readonly name: string }): Attachment {
  return { size: 120_000, mimetype: 'application/octet-stream', picture: null, duration: null, caption: null, ...given }
}

export const head = (given: Partial<TimelineHead> = {}): TimelineHead => ({
  atStart: false, isLive: true, older: 'idle', newer: 'idle', reason: null, unreadFrom: null, anchor: null, ...given,
})
