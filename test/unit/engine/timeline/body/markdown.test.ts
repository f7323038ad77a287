import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeMarkdown } from '../../../../../main/engine/timeline/body/markdown.ts'
import type { UserId } from '../../../../../preload/contract/index.ts'

const anna = { userId: '@anna:example.org' as UserId, name: 'Anna' }
const link = '<a href="https://matrix.to/#/%40anna%3Aexample.org">Anna</a>'

test('a text without marks goes as it is', () => {
  for (const text of ['hello', 'two\nlines', 'https://example.org/a_b_c', 'a * b', '2 < 3 & 4 > 1', '    indented', 'snake_case_name']) {
    assert.deepEqual(composeMarkdown(text), { body: text, formattedBody: null }, text)
  }
})

test('marks become format, and the body stays as it was typed', () => {
  const formattedBody = '<strong>bold</strong> <code>code</code>'
  assert.deepEqual(composeMarkdown('**bold** `code`'), { body: '**bold** `code`', formattedBody })
  assert.equal(composeMarkdown('- a\n- b').formattedBody, '<ul>\n<li>a</li>\n<li>b</li>\n</ul>')
  assert.equal(composeMarkdown('one\n\ntwo *x*').formattedBody, '<p>one</p>\n<p>two <em>x</em></p>')
  assert.equal(composeMarkdown('```ts\nlet a\n```').formattedBody, '<pre><code class="language-ts">let a\n</code></pre>')
})

test('what stands between double bars is hidden, and bars in a sentence are bars', () => {
  assert.equal(composeMarkdown('he ||dies *here*||').formattedBody, 'he <span data-mx-spoiler="">dies <em>here</em></span>')
  for (const text of ['a || b || c', '||', '||||', '|| a ||', 'a ||b']) assert.equal(composeMarkdown(text).formattedBody, null, text)
  assert.equal(composeMarkdown('`||a||`').formattedBody, '<code>||a||</code>')
})

test('markup that is typed is text, and a link leads nowhere dangerous', () => {
  assert.equal(composeMarkdown('**a** <img src=x onerror=alert(1)>').formattedBody, '<strong>a</strong> &lt;img src=x onerror=alert(1)&gt;')
  assert.doesNotMatch(composeMarkdown('**a** [x](javascript:alert(1))').formattedBody ?? '', /href/u)
  assert.doesNotMatch(composeMarkdown('**a** ![x](https://tracker.example/p.png)').formattedBody ?? '', /<img/u)
})

test('somebody who is named becomes a link, as a word of its own and not inside another link', () => {
  assert.equal(composeMarkdown('thanks @Anna!', [anna]).formattedBody, `thanks ${link}!`)
  assert.equal(composeMarkdown('Anna, Anna', [anna]).formattedBody, `${link}, ${link}`)
  assert.equal(composeMarkdown('Annabel', [anna]).formattedBody, null)
  assert.equal(composeMarkdown('[Anna](https://a.org)', [anna]).formattedBody, '<a href="https://a.org">Anna</a>')
  assert.equal(composeMarkdown('**Anna**', [anna]).formattedBody, `<strong>${link}</strong>`)
})

test('the longer of two names wins', () => {
  const annaB = { userId: '@annab:example.org' as UserId, name: 'Anna B' }
  assert.equal(composeMarkdown('Anna B', [anna, annaB]).formattedBody, '<a href="https://matrix.to/#/%40annab%3Aexample.org">Anna B</a>')
})
