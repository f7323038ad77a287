import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseHtml } from '../../../../../main/engine/timeline/body/html-body.ts'
import { nameMentions } from '../../../../../main/engine/timeline/body/name-mentions.ts'
import { isOnlyEmoji } from '../../../../../main/engine/timeline/body/only-emoji.ts'
import { parsePlain } from '../../../../../main/engine/timeline/body/plain-body.ts'
import type { Body, BodyNode, UserId } from '../../../../../preload/contract/index.ts'

const me = '@me:example.org' as UserId
const options = { me }
const anna = '@anna:example.org' as UserId

/** A tree as one line: `p(Hello strong(you))`, so that a test shows it whole. */
function draw(body: Body | null): string {
  return (body ?? []).map(drawNode).join('')
}

function drawNode(node: BodyNode): string {
  switch (node.type) {
    case 'text': return node.text
    case 'element': return `${node.tag}${node.start === undefined ? '' : `@${node.start}`}(${draw(node.children)})`
    case 'break': return '↵'
    case 'rule': return '―'
    case 'code': return `code(${node.text})`
    case 'code-block': return `block:${node.language ?? ''}(${node.text})`
    case 'spoiler': return `spoiler:${node.reason ?? ''}(${draw(node.children)})`
    case 'color': return `color:${node.foreground ?? ''}:${node.background ?? ''}(${draw(node.children)})`
    case 'link': return `link:${node.href}(${draw(node.children)})`
    case 'mention': return `mention:${node.userId}${node.isMe ? '!' : ''}(${node.name})`
    case 'room-link': return `room:${node.room}${node.eventId ?? ''}(${node.name})`
    case 'image': return `image:${node.url}(${node.alt})`
    case 'maths': return `maths(${node.latex})`
  }
}

const html = (source: string) => draw(parseHtml(source, options))
const plain = (source: string) => draw(parsePlain(source, options))

describe('HTML of a message', () => {
  test('keeps what the specification allows, under one name for each meaning', () => {
    assert.equal(html('<b>a</b><strong>b</strong> <i>c</i><del>d</del><strike>e</strike>'), 'strong(a)strong(b) em(c)s(d)s(e)')
    assert.equal(html('<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>'), 'ol@3(li(x)li(y))')
    assert.equal(html('<p>one<br>two</p><hr><blockquote>q</blockquote>'), 'p(one↵two)―blockquote(q)')
    assert.equal(html('<pre><code class="language-rust">fn main() {}\n  x\n</code></pre>'), 'block:rust(fn main() {}\n  x)')
    assert.equal(html('<span data-mx-spoiler="the end">dies</span>'), 'spoiler:the end(dies)')
    assert.equal(html('<span data-mx-color="#FF0000">red</span>'), 'color:#ff0000:(red)')
    assert.equal(
      html('<img src="mxc://example.org/cat" alt="cat" data-mx-emoticon>'),
      'image:causeway-media://media/%40me%3Aexample.org/example.org/cat(cat)',
    )
  })

  test('names whom a link names', () => {
    assert.equal(html('<a href="https://matrix.to/#/@anna:example.org">@Anna</a>'), 'mention:@anna:example.org(Anna)')
    assert.equal(html('<a href="https://matrix.to/#/%40me%3Aexample.org">@Me</a>'), 'mention:@me:example.org!(Me)')
    assert.equal(html('<a href="matrix:roomid/abc:example.org/e/event?via=x">here</a>'), 'room:!abc:example.org$event(here)')
    const alias = '#bridge:example.org'
    assert.equal(html(`<a href="https://matrix.to/#/${alias}">${alias}</a>`), `room:${alias}(${alias})`)
  })

  test('names people as the room knows them, whatever the link reads', () => {
    const linkTo = (userId: string, text: string) => `<a href="https://matrix.to/#/${userId}">${text}</a>`
    const body = parseHtml(`<p><b>${linkTo(anna, 'The boss')}</b> ${linkTo('@x:example.org', 'X\u202E')}</p>`, options)
    const people = (userId: UserId) => ({ userId, name: userId === anna ? 'Anna' : userId, avatar: null })
    assert.equal(draw(nameMentions(body ?? [], people)), 'p(strong(mention:@anna:example.org(Anna)) mention:@x:example.org(X))')
    const without = parsePlain('nobody', options)
    assert.equal(nameMentions(without, people), without)
  })

  test('loses white space that HTML would not show, and no other', () => {
    assert.equal(html('\n<p> Hello \n <em>you</em> </p>\n\n<p>x</p>\n'), 'p(Hello em(you))p(x)')
    assert.equal(html('<em>a</em> <em>b</em>'), 'em(a) em(b)')
  })

  test('drops the old fallback of answers', () => {
    assert.equal(html('<mx-reply><blockquote>what they said</blockquote></mx-reply>yes'), 'yes')
  })

  test('does not link within a link', () => {
    assert.equal(html('<a href="https://a.org">see https://b.org</a>'), 'link:https://a.org/(see https://b.org)')
  })
})

describe('hostile HTML', () => {
  const payloads = [
    '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '<svg onload=alert(1)><script>x</script></svg>',
    '<iframe src="smb://evil/x"></iframe>',
    '<a href="javascript:alert(1)">x</a>', '<a href=" java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="file:///etc/passwd">x</a>', '<a href="vbscript:x">x</a>', '<a href="//evil.org">x</a>', '<a href="search-ms:query=x">x</a>',
    '<img src="https://tracker.example/p.png" alt="pixel">', '<img src="mxc://../../x">', '<style>*{display:none}</style>',
    '<base href="https://evil.org">',
    '<form action="https://evil.org"><input name=a><button>x</button></form>', '<math><mtext></mtext><script>x</script></math>',
    '<template><img src=x></template>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<a href="https://good.org\u202E">x</a>',
    '<span data-mx-color="red;background:url(x)">x</span>',
    '<constructor>x</constructor>', '<__proto__>x</__proto__>', '<a href="https://matrix.to/#/@a:b/../../x">x</a>',
    '<p style="position:fixed" class="composer" id="root">x</p>',
  ]
  const types = new Set([
    'text', 'element', 'break', 'rule', 'code', 'code-block', 'spoiler', 'color', 'link', 'mention', 'room-link', 'image', 'maths',
  ])
  const keys = new Set([
    'type', 'text', 'tag', 'children', 'start', 'language', 'reason', 'foreground', 'background', 'href', 'userId', 'name', 'isMe', 'room',
    'eventId', 'url', 'alt', 'width', 'height', 'isEmoticon', 'latex', 'isBlock',
  ])

  function check(body: Body): void {
    for (const node of body) {
      assert.ok(types.has(node.type), node.type)
      for (const key of Object.keys(node)) assert.ok(keys.has(key), key)
      if (node.type === 'link') assert.match(node.href, /^(?:https?|ftp|mailto|magnet):/u)
      if (node.type === 'image') assert.match(node.url, /^causeway-media:\/\//u)
      if ('children' in node) check(node.children)
    }
  }

  test('becomes nodes of the closed set, or nothing', () => {
    const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))
    const together = [payloads.join(''), payloads.map((one) => `<div><b>${one}`).join('')]
    for (const payload of [...payloads, ...together]) check(parseHtml(payload, options) ?? [])
    assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), prototype)
    assert.equal(html('<a href="javascript:alert(1)">x</a>'), 'x')
    assert.equal(html('<img src="https://tracker.example/p.png" alt="pixel">'), 'pixel')
  })

  test('nested without end is cut to its text below a hundred levels', () => {
    const body = parseHtml(`${'<blockquote>'.repeat(2_000)}deep`, options)
    let depth = 0
    for (let node = body?.[0]; node?.type === 'element'; node = node.children[0]) depth += 1
    assert.equal(depth, 100)
    assert.match(draw(body), /deep/u)
  })

  test('with too many tags, or too long, is left to the plain body', () => {
    assert.equal(parseHtml('<b>'.repeat(4_001), options), null)
    assert.equal(parseHtml('x'.repeat(70_000), options), null)
  })

  test('in random pieces never throws', () => {
    let seed = 1
    const random = (most: number) => { seed = (seed * 48_271) % 2_147_483_647; return seed % most }
    for (let round = 0; round < 300; round += 1) {
      const text = Array.from({ length: 20 }, () => {
        const one = payloads[random(payloads.length)] ?? ''
        return one.slice(random(one.length), random(one.length) + 8)
      }).join('')
      check(parseHtml(text, options) ?? [])
    }
  })
})

describe('a plain text', () => {
  test('has its web addresses, people and rooms as links, without the sentence around them', () => {
    assert.equal(plain('see https://example.org/a?b=1.'), 'see link:https://example.org/a?b=1(https://example.org/a?b=1).')
    assert.equal(plain('(www.example.org)'), '(link:https://www.example.org/(www.example.org))')
    assert.equal(plain('ask @anna:example.org, or'), 'ask mention:@anna:example.org(@anna:example.org), or')
    assert.equal(plain('in #bridge:example.org'), 'in room:#bridge:example.org(#bridge:example.org)')
    assert.equal(plain('https://matrix.to/#/@anna:example.org'), 'mention:@anna:example.org(@anna:example.org)')
  })

  test('leaves alone what only looks like a link', () => {
    for (const text of ['readme.md', 'at 12:30', 'javascript:alert(1)', 'file:///etc/passwd', 'a@b', '#hash', 'std::vector']) {
      assert.equal(plain(text), text)
    }
  })

  test('keeps its lines and its spaces', () => {
    assert.equal(plain('a\n\n  b\r\nc'), 'a↵↵  b↵c')
  })

  test('is never markup', () => {
    assert.equal(plain('<img src=x onerror=alert(1)>'), '<img src=x onerror=alert(1)>')
  })

  test('too long for an event is cut', () => {
    assert.ok(plain('x'.repeat(100_000)).length < 66_000)
    assert.ok(parsePlain('\n'.repeat(50_000), options).length < 3_000)
  })
})

test('a few emoji by themselves are told from everything else', () => {
  for (const text of ['👍', ' ❤️ ', '👩‍👩‍👧 🏳️‍🌈', '🇩🇪🇩🇪']) assert.equal(isOnlyEmoji(text), true, text)
  for (const text of ['', ' ', '1', '#', 'a 👍', '👍'.repeat(11), '©x']) assert.equal(isOnlyEmoji(text), false, text)
})
