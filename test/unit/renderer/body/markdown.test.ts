import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Body, BodyTag } from '../../../../preload/contract/index.ts'
import { markdownOf } from '../../../../renderer/body/markdown.ts'

const words = (text: string): Body => [{ type: 'text', text }]
const element = (tag: BodyTag, children: Body, start?: number): Body[number] => ({
  type: 'element',
  tag,
  children,
  ...(start === undefined ? {} : { start }),
})

describe('a body that is to be edited', () => {
  test('keeps bold, italic, struck, code and links', () => {
    assert.equal(
      markdownOf([
        ...words('a '),
        element('strong', words('b ')),
        element('em', words('c')),
        { type: 'code', text: 'x`y' },
        element('s', words('d')),
        ...words(' '),
        { type: 'link', href: 'https://e.org/(x)', children: words('e') },
      ]),
      'a **b** *c*``x`y``~~d~~ [e](https://e.org/%28x%29)',
    )
  })

  test('keeps paragraphs, lists, quotes and code blocks apart', () => {
    const body: Body = [
      element('p', words('one')),
      element('ul', [element('li', words('a')), element('li', [element('p', words('b')), element('ol', [element('li', words('c'))], 3)])]),
      element('blockquote', [element('p', words('q')), element('p', words('r'))]),
      { type: 'code-block', text: 'let x\n', language: 'js' },
      element('h2', words('two')),
    ]
    assert.equal(markdownOf(body), 'one\n\n- a\n- b\n  3. c\n\n> q\n>\n> r\n\n```js\nlet x\n```\n\n## two')
  })

  test('keeps mentions, and shows an address that is its own text as it is', () => {
    assert.equal(
      markdownOf([
        { type: 'mention', userId: '@a:b', name: 'A*', isMe: false },
        ...words(' '),
        { type: 'link', href: 'https://e.org/', children: words('https://e.org') },
      ]),
      '[A\\*](https://matrix.to/#/%40a%3Ab) https://e.org',
    )
  })

  test('keeps line breaks and the text of what Markdown does not have', () => {
    assert.equal(
      markdownOf([...words('a'), { type: 'break' }, element('u', words('b')), { type: 'spoiler', children: words('s') }]),
      'a\nb||s||',
    )
  })
})
