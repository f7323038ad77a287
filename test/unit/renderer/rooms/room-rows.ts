/** Rows of the room list for tests: only what a test says differs from a plain room. */
import type { Person, Preview, RoomId, RoomRow, SectionRow, UserId } from '../../../../preload/contract/index.ts'

export const roomId = (name: string): RoomId => `!${name}:example.org` as RoomId
export const person = (name: string): Person => ({ userId: `@${name.toLowerCase()}:example.org` as UserId, name, avatar: null })

export const room = (name: string, given: Partial<RoomRow> = {}): RoomRow => ({
  type: 'room', key: name, roomId: roomId(name), name, avatar: null, section: 'rooms', membership: 'join',
  isEncrypted: false, isDirect: false, isMuted: false, isFavourite: false, isSpace: false, unread: 0, mentions: 0, isMarkedUnread: false,
  lastEventTs: 0, preview: null, isEmpty: false, inviter: null, outbox: 'none', hasDraft: false, network: null, ...given,
})

export const section = (name: SectionRow['section'], isFolded = false): SectionRow =>
  ({ type: 'section', key: name, section: name, count: 1, unread: 0, mentions: 0, isFolded })

export const said = (text: string, given: Partial<Preview> = {}): Preview =>
  ({ sender: person('Anna'), isMine: false, kind: 'text', text, line: null, ...given })
