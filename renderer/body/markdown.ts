import type { Body, BodyNode } from '../../preload/contract/index.ts'

/**
 * A body as the Markdown that it was or could have been written in, for editing it: what an edit does not touch keeps its format. Formats
 * that Markdown does not have (colours, underlines) become their text.
 */
export function markdownOf(body: Body): string {
  return blocks(body).join('\n\n').trim()
}

const blockTags = new Set([
  'p',
  'div',
  'blockquote',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'details',
  'summary',
  'caption',
])

function isBlock(node: BodyNode): boolean {
  return node.type === 'code-block' || node.type === 'rule' || (node.type === 'maths' && node.isBlock)
    || (node.type === 'element' && blockTags.has(node.tag))
}

/** Runs of inline nodes are a block of their own. */
function blocks(body: Body): readonly string[] {
  const done: string[] = []
  let run: BodyNode[] = []
  const endRun = (): void => {
    const text = inline(run).trim()
    if (text !== '') done.push(text)
    run = []
  }
  for (const node of body) {
    if (!isBlock(node)) {
      run.push(node)
      continue
    }
    endRun()
    done.push(blockOf(node))
  }
  endRun()
  return done.filter((block) => block !== '')
}

function blockOf(node: BodyNode): string {
  if (node.type === 'code-block') return `\`\`\`${node.language ?? ''}\n${node.text.replace(/\n$/u, '')}\n\`\`\``
  if (node.type === 'rule') return '---'
  if (node.type === 'maths') return node.latex
  if (node.type !== 'element') return inline([node])
  const { tag, children } = node
  if (tag === 'blockquote') return prefixed(blocks(children).join('\n\n'), '> ', '> ')
  if (tag === 'ul') return items(children, () => '- ')
  if (tag === 'ol') return items(children, (at) => `${(node.start ?? 1) + at}. `)
  if (/^h[1-6]$/u.test(tag)) return `${'#'.repeat(Number(tag[1]))} ${inline(children)}`
  return blocks(children).join('\n\n')
}

function items(children: Body, sign: (at: number) => string): string {
  return children
    .filter((child) => child.type === 'element' && child.tag === 'li')
    .map((child, at) => {
      const content = child.type === 'element' ? blocks(child.children).join('\n') : ''
      return prefixed(content, sign(at), ' '.repeat(sign(at).length))
    })
    .join('\n')
}

function prefixed(text: string, first: string, rest: string): string {
  return text.split('\n').map((line, at) => `${at === 0 ? first : rest}${line}`.trimEnd()).join('\n')
}

function inline(nodes: Body): string {
  return nodes.map(inlineOf).join('')
}

function inlineOf(node: BodyNode): string {
  switch (node.type) {
    case 'text': return node.text
    case 'break': return '\n'
    case 'rule': return ''
    case 'code': return wrapped(node.text, '`'.repeat(longestRun(node.text) + 1))
    case 'code-block': return node.text
    case 'spoiler': return `||${inline(node.children)}||`
    case 'color': return inline(node.children)
    case 'link': return linkOf(node.href, inline(node.children))
    case 'mention': return `[${escaped(node.name)}](https://matrix.to/#/${encodeURIComponent(node.userId)})`
    case 'room-link': return roomLink(node)
    case 'image': return node.alt
    case 'maths': return node.latex
    case 'element': return wrapped(inline(node.children), signs[node.tag] ?? '')
  }
}

const signs: Readonly<Partial<Record<string, string>>> = { strong: '**', em: '*', s: '~~' }

/** Signs stand against the text, not against blanks around it. */
function wrapped(text: string, sign: string): string {
  const inner = text.trim()
  return sign === '' || inner === '' ? text : text.replace(inner, () => `${sign}${inner}${sign}`)
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length))
}

function linkOf(href: string, text: string): string {
  const isPlain = text === href || `mailto:${text}` === href || text === '' || `${text}/` === href
  return isPlain ? text || href : `[${text}](${href.replace(/[()\s]/gu, percent)})`
}

/** Signs that end an address in Markdown, which `encodeURIComponent` leaves alone. */
const percent = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

function roomLink({ room, eventId, name }: Extract<BodyNode, { type: 'room-link' }>): string {
  if (eventId === undefined && room.startsWith('#')) return room
  const target = [room, ...(eventId === undefined ? [] : [eventId])].map(encodeURIComponent).join('/')
  return `[${escaped(name)}](https://matrix.to/#/${target})`
}

const escaped = (name: string): string => name.replace(/[\\`*_[\]<>~|#&]/gu, '\\$&')
