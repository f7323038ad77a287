/**
 * A message body as a small typed tree: what remains of a sender's HTML or plain text once everything that the specification does not
 * allow is gone (client-server API, m.room.message, "HTML"). The renderer draws it node by node; there is no way to put markup into it.
 */
export type BodyTag =
  | 'p' | 'div' | 'blockquote' | 'ul' | 'ol' | 'li' | 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6'
  | 'strong' | 'em' | 'u' | 's' | 'sub' | 'sup' | 'table' | 'thead' | 'tbody' | 'tr' | 'th' | 'td'
  | 'details' | 'summary' | 'caption' | 'span'

export type BodyNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'element'; readonly tag: BodyTag; readonly children: Body; readonly start?: number }
  | { readonly type: 'break' }
  | { readonly type: 'rule' }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'code-block'; readonly text: string; readonly language?: string }
  | { readonly type: 'spoiler'; readonly reason?: string; readonly children: Body }
  | { readonly type: 'color'; readonly foreground?: string; readonly background?: string; readonly children: Body }
  /** `href` has one of the schemes https, http, ftp, mailto, magnet. */
  | { readonly type: 'link'; readonly href: string; readonly children: Body }
  | { readonly type: 'mention'; readonly userId: string; readonly name: string; readonly isMe: boolean }
  | { readonly type: 'room-link'; readonly room: string; readonly eventId?: string; readonly name: string }
  | {
      readonly type: 'image'
      readonly url: string
      readonly alt: string
      readonly width?: number
      readonly height?: number
      readonly isEmoticon: boolean
    }
  | { readonly type: 'maths'; readonly latex: string; readonly isBlock: boolean }

export type Body = readonly BodyNode[]
