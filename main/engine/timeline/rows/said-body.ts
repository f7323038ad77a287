import type { Body } from '../../../../preload/contract/body.ts'
import type { UserId } from '../../../../preload/contract/ids.ts'
import { ownString, type JsonRecord } from '../../base/json.ts'
import type { BodyCache } from '../body/body-cache.ts'
import { flatText } from '../body/flat-text.ts'
import { parseHtml } from '../body/html-body.ts'
import { parsePlain } from '../body/plain-body.ts'
import { oneLine } from './message-text.ts'
import type { Said } from './shown-event.ts'

/** `bodies`: where parsed bodies are kept, null where nothing is read again soon. */
export type Parsing = { readonly account: UserId; readonly bodies: BodyCache | null }

/** A text as a tree: its HTML where it has any that can be shown, else its lines. Parsed once for each event and edit. */
export function saidBody({ bodyKey, content }: Said, text: string, { account, bodies }: Parsing): Body {
  const parse = (): Body => parseBody(htmlOf(content), text, account)
  return bodyKey === null || bodies === null ? parse() : bodies.get(bodyKey, parse)
}

function parseBody(html: string | undefined, text: string, me: UserId): Body {
  const body = html === undefined ? null : parseHtml(html, { me })
  return body === null || body.length === 0 ? parsePlain(text, { me }) : body
}

function htmlOf(content: JsonRecord): string | undefined {
  return ownString(content, 'format') === 'org.matrix.custom.html' ? ownString(content, 'formatted_body') : undefined
}

/** A text as one short line, as people see it and not as it was typed: without the marks that its HTML stands for. */
export function shortLine(said: Said, text: string, parsing: Parsing): string {
  return oneLine(htmlOf(said.content) === undefined ? text : flatText(saidBody(said, text, parsing)))
}
