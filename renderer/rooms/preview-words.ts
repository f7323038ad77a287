import type { Preview, RoomRow } from '../../preload/contract/index.ts'
import type { Say } from '../text/index.ts'
import { lineWords } from '../timeline/line-words.ts'

/** The one line under a room's name: who said what, or what kind of thing it was. Plain text, to be drawn inside of a `bdi`. */
export function previewWords(room: RoomRow, say: Say): string {
  const { preview, inviter } = room
  if (room.membership === 'invite') return inviter === null ? say('rooms.invited') : say('rooms.invitedBy', { name: inviter.name })
  if (preview === null) return room.isEmpty ? say('preview.none') : ''
  if (preview.line !== null) return lineWords(preview.line, preview.sender?.name ?? '', say)
  const text = what(preview, say)
  if (preview.isMine) return say('preview.mine', { text })
  // With one other person it is clear who wrote.
  if (room.isDirect || preview.sender === null) return text
  return say('preview.by', { name: preview.sender.name, text })
}

/** Captions and file names say more than "Picture", so they come first where there are any. */
function what({ kind, text }: Preview, say: Say): string {
  switch (kind) {
    case 'text': case 'notice': case 'emote': return text
    case 'image': case 'video': case 'audio': case 'voice': case 'file': case 'sticker': case 'poll': case 'location': case 'call':
      return text === '' ? say(`preview.${kind}`) : text
    case 'unreadable': return say('preview.unreadable')
    case 'member': case 'state': case 'other': return text === '' ? say('preview.other') : text
  }
}
