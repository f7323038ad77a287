import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flatText } from '../../../../../main/engine/timeline/body/flat-text.ts'
import { parseHtml } from '../../../../../main/engine/timeline/body/html-body.ts'
import type { UserId } from '../../../../../preload/contract/index.ts'

const flat = (html: string) => flatText(parseHtml(html, { me: '@me:example.org' as UserId }) ?? [])

test('a formatted text in one line has no marks of its format', () => {
  assert.equal(flat('Meet <strong>at 19:30</strong>, un<em>believ</em>able'), 'Meet at 19:30, unbelievable')
  assert.equal(flat('<p>one</p><ol><li>two</li><li>three</li></ol><pre><code>four\nfive</code></pre>'), 'one two three four five')
})

test('a spoiler stays hidden in a line', () => {
  assert.equal(flat('He <span data-mx-spoiler>dies</span> in the end'), 'He ▒▒▒▒ in the end')
})
