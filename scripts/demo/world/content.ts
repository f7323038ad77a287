import MarkdownIt from 'markdown-it'
import type { Json } from '../../../test/harness/person.ts'
import type { Picture } from '../pictures/png.ts'
import { CAST, PEOPLE } from './cast.ts'
import type { Line } from './script.ts'

const markdown = new MarkdownIt({ linkify: false })

export type Written = {
  /** Markdown. */
  readonly text: string
  readonly kind?: Line['kind']
  readonly serverName: string
}

/** The content of an `m.room.message` for what somebody wrote, with its mentions. */
export function textContent({ text, kind = 'text', serverName }: Written): Json {
  const mentioned = PEOPLE.filter((person) => new RegExp(`@${person}\\b`).test(text))
  const body = mentioned.reduce((plain, person) => plain.replaceAll(`@${person}`, CAST[person].name), text)
  const linked = mentioned.reduce((source, person) => {
    return source.replaceAll(`@${person}`, `[${CAST[person].name}](https://matrix.to/#/@${person}:${serverName})`)
  }, text)
  const html = markdown.render(linked).trim()
  const isPlain = mentioned.length === 0 && html === `<p>${markdown.utils.escapeHtml(text)}</p>`
  const isOneParagraph = html.lastIndexOf('<p>') === 0 && html.endsWith('</p>')
  return {
    msgtype: `m.${kind}`,
    // For previews and notifications: a sentence reads better without its asterisks, a list or code needs its signs.
    body: isOneParagraph ? body.replace(/\*|`/g, '') : body,
    'm.mentions': mentioned.length === 0 ? {} : { user_ids: mentioned.map((person) => `@${person}:${serverName}`) },
    ...(isPlain ? {} : { format: 'org.matrix.custom.html', formatted_body: isOneParagraph ? html.slice(3, -4) : html }),
  }
}

/** Where the bytes are: at an `mxc:` address, or in a `file` that says how to decrypt them as well. */
export type PicturePlace = { readonly url: string } | { readonly file: Json }

/** The content for a picture with a caption. */
export function pictureContent(name: string, place: PicturePlace, { bytes, width, height }: Picture, caption: string): Json {
  const filename = `${name}.png`
  return {
    msgtype: 'm.image',
    body: caption === '' ? filename : caption,
    filename,
    ...place,
    info: { mimetype: 'image/png', w: width, h: height, size: bytes.length },
    'm.mentions': {},
  }
}

/** What somebody wrote, as one text. */
export function textOf(line: Line): string {
  return typeof line.says === 'string' ? line.says : (line.says ?? []).join('\n')
}
