import type { UserId } from '../../../preload/contract/ids.ts'
import type { JsonRecord } from '../base/json.ts'
import type { Reader } from '../store/reader.ts'
import { composeMarkdown, type ComposedBody } from '../timeline/body/markdown.ts'
import { resolveMentions } from './mentions.ts'
import { fileContent, textContent } from './message-content.ts'
import type { Operation } from './operation.ts'
import { relationsOf } from './relations.ts'

type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>
type People = ReturnType<typeof resolveMentions>

/** What is written in an operation, and the people whom it mentions. */
export type Words = { readonly text: ComposedBody; readonly mentions: readonly UserId[] }

export function wordsOf(reader: Reader, operation: Of<'message' | 'edit'>): Words {
  const people = resolveMentions(reader, operation.roomId, operation.text, operation.kind === 'message' ? operation.mentions : [])
  return { text: compose(operation.text, operation.format, people), mentions: people.map(({ userId }) => userId) }
}

/** The content of the m.room.message that an operation becomes; of a file as soon as it is uploaded. */
export function contentOf(reader: Reader, operation: Of<'message' | 'file'>, me: UserId): JsonRecord {
  const relations = relationsOf(reader, operation)
  if (operation.kind === 'message') {
    const { text, mentions } = wordsOf(reader, operation)
    return textContent(text, operation.style, mentions, relations, me)
  }
  const caption = operation.caption === undefined || operation.caption === '' ? null : composeMarkdown(operation.caption)
  return fileContent(operation.file, caption, operation.isVoice, relations, me)
}

function compose(text: string, format: 'plain' | 'markdown', people: People): ComposedBody {
  return format === 'markdown' ? composeMarkdown(text, people) : { body: text, formattedBody: null }
}
