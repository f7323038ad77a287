import type { JsonRecord } from '../base/json.ts'
import { ownRecord, ownString, ownStrings } from '../base/json.ts'
import type { EventId, UserId } from '../../../preload/contract/ids.ts'
import type { TextStyle } from '../../../preload/contract/calls/message-calls.ts'
import type { ComposedBody } from '../timeline/body/markdown.ts'
import type { OutgoingBytes, OutgoingFile } from './operation.ts'

/** What is answered, with everything known of it: local ids are resolved before content is built. */
export type Relations = {
  readonly replyTo: { readonly eventId: EventId; readonly sender: UserId | null } | null
  /** `latest`: the newest event of the thread, for clients that know no threads. */
  readonly thread: { readonly root: EventId; readonly latest: EventId } | null
}

export const noRelations: Relations = { replyTo: null, thread: null }

const textTypes: Readonly<Record<TextStyle, string>> = { text: 'm.text', emote: 'm.emote', notice: 'm.notice' }

/** Content of an m.room.message (client-server API, "Instant messaging"), with its mentions and what it answers. */
export function textContent(
  text: ComposedBody,
  style: TextStyle,
  mentions: readonly UserId[],
  relations: Relations,
  me: UserId,
): JsonRecord {
  return { msgtype: textTypes[style], ...bodyOf(text), ...mentionsOf(mentions, relations, me), ...relatesTo(relations) }
}

/** Content for an attachment: its name and kind, and the caption as the body where there is one. The file is uploaded by now. */
export function fileContent(
  file: OutgoingFile,
  caption: ComposedBody | null,
  isVoice: boolean,
  relations: Relations,
  me: UserId,
): JsonRecord {
  return {
    msgtype: messageType(file.mimetype, isVoice),
    ...(caption === null ? { body: file.name } : bodyOf(caption)),
    filename: file.name,
    ...(file.encrypted ? { file: file.encrypted } : { url: file.uri }),
    info: {
      ...infoOf(file),
      ...(file.duration !== undefined && { duration: file.duration }),
      ...(file.thumbnail && thumbnailOf(file.thumbnail)),
    },
    // MSC3245: not in the specification yet, and what every client reads.
    ...(isVoice && {
      'org.matrix.msc3245.voice': {},
      'org.matrix.msc1767.audio': { ...(file.duration !== undefined && { duration: file.duration }) },
    }),
    ...mentionsOf([], relations, me),
    ...relatesTo(relations),
  }
}

function infoOf({ mimetype, size, width, height }: OutgoingBytes): JsonRecord {
  return { mimetype, size, ...(width !== undefined && height !== undefined && { w: width, h: height }) }
}

function thumbnailOf(thumbnail: OutgoingBytes): JsonRecord {
  const place = thumbnail.encrypted ? { thumbnail_file: thumbnail.encrypted } : { thumbnail_url: thumbnail.uri }
  return { ...place, thumbnail_info: infoOf(thumbnail) }
}

/**
 * Content of an edit (client-server API, "Event replacements"): the new content, a fallback for clients that know no edits, and a ping only
 * for people who were not mentioned before. An attachment keeps everything but its caption.
 */
export function editContent(original: JsonRecord, target: EventId, text: ComposedBody, mentions: readonly UserId[]): JsonRecord {
  const before = new Set(ownStrings(ownRecord(original, 'm.mentions') ?? {}, 'user_ids') ?? [])
  const added = mentions.filter((userId) => !before.has(userId))
  const msgtype = ownString(original, 'msgtype') ?? 'm.text'
  const isText = msgtype === 'm.text' || msgtype === 'm.notice' || msgtype === 'm.emote'
  const {
    'm.relates_to': _relation,
    'm.new_content': _content,
    'm.mentions': _mentions,
    format: _format,
    formatted_body: _html,
    ...kept
  } = original
  const newContent = {
    ...(isText ? { msgtype } : { ...kept, filename: ownString(original, 'filename') ?? ownString(original, 'body') ?? 'file' }),
    ...bodyOf(text),
    'm.mentions': userIds(mentions),
  }
  return {
    ...newContent,
    ...bodyOf({ body: `* ${text.body}`, formattedBody: text.formattedBody === null ? null : `* ${text.formattedBody}` }),
    'm.mentions': userIds(added),
    'm.new_content': newContent,
    'm.relates_to': { rel_type: 'm.replace', event_id: target },
  }
}

export function reactionContent(target: EventId, key: string): JsonRecord {
  return { 'm.relates_to': { rel_type: 'm.annotation', event_id: target, key } }
}

function bodyOf({ body, formattedBody }: ComposedBody): JsonRecord {
  return formattedBody === null ? { body } : { body, format: 'org.matrix.custom.html', formatted_body: formattedBody }
}

function userIds(mentions: readonly UserId[]): JsonRecord {
  return mentions.length === 0 ? {} : { user_ids: mentions }
}

/** Always present, even empty: without it receivers look for names in the text (client-server API, "User and room mentions"). */
function mentionsOf(mentions: readonly UserId[], { replyTo }: Relations, me: UserId): JsonRecord {
  const answered = replyTo?.sender
  const all = new Set(answered && answered !== me ? [...mentions, answered] : mentions)
  return { 'm.mentions': userIds([...all]) }
}

function relatesTo({ replyTo, thread }: Relations): JsonRecord {
  if (thread) {
    return {
      'm.relates_to': {
        rel_type: 'm.thread',
        event_id: thread.root,
        is_falling_back: replyTo === null,
        'm.in_reply_to': { event_id: replyTo?.eventId ?? thread.latest },
      },
    }
  }
  return replyTo ? { 'm.relates_to': { 'm.in_reply_to': { event_id: replyTo.eventId } } } : {}
}

function messageType(mimetype: string, isVoice: boolean): string {
  if (isVoice || mimetype.startsWith('audio/')) return 'm.audio'
  if (mimetype.startsWith('image/')) return 'm.image'
  if (mimetype.startsWith('video/')) return 'm.video'
  return 'm.file'
}
