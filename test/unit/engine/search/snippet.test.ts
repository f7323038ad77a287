import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { lineOf } from '../../../../main/engine/search/plain-text.ts'
import { parseQuery } from '../../../../main/engine/search/query.ts'
import { snippetOf } from '../../../../main/engine/search/snippet.ts'

/** The text with what matched between brackets. */
function draw(body: string, query: string): string {
  const { text, matches } = snippetOf(lineOf(body), parseQuery(query).phrases)
  let drawn = ''
  let at = 0
  for (const [start, end] of matches) {
    assert.ok(start >= at && end > start && end <= text.length)
    drawn += `${text.slice(at, start)}[${text.slice(start, end)}]`
    at = end
  }
  return drawn + text.slice(at)
}

describe('a snippet', () => {
  test('marks what was found as it stands in the text', () => {
    assert.equal(draw('The Bridge, the bridges', 'bridge'), 'The [Bridge], the [bridges]')
    assert.equal(draw('The Bridge, the bridges', '"bridge"'), 'The [Bridge], the bridges')
    assert.equal(draw('Zoë liest Straße', 'zoe strasse'), '[Zoë] liest [Straße]')
    assert.equal(draw('don’t stop', '"don t"'), '[don’t] stop')
    assert.equal(draw('ﬁne day', 'fin'), '[ﬁne] day')
  })

  test('marks in scripts without spaces just what was asked for', () => {
    assert.equal(draw('私は東京タワーへ', '東京'), '私は[東京]タワーへ')
    assert.equal(draw('私は東京タワーへ', '東京タワー'), '私は[東京タワー]へ')
    assert.equal(draw('私は東京タワーへ', '東'), '私は[東]京タワーへ')
    assert.equal(draw('ภาษาไทย', 'ไทย'), 'ภาษา[ไทย]')
  })

  test('is text and never markup, and works on nothing beyond itself', () => {
    assert.equal(draw('<img src=x onerror=alert(1)> bridge', 'src bridge'), '<img [src]=x onerror=alert(1)> [bridge]')
    assert.equal(draw('a \u202ebridge\u202c\u2066 b\u0000c', 'bridge'), 'a [bridge] b c')
  })

  test('is one line from around the first match, cut between words', () => {
    const long = `${'word '.repeat(200)}bridge${' more'.repeat(200)}`
    const drawn = draw(long, 'bridge')
    assert.match(drawn, /^…word( word)+ \[bridge\]( more)+ ?m?o?r?…$/u)
    assert.ok(drawn.length < 250)
    assert.equal(draw('one\n\n two\tthree', 'two'), 'one [two] three')
  })

  test('shows code without its fences', () => {
    assert.equal(draw('Look:\n```ts\nconst bridge = 1\n```', 'bridge'), 'Look: ts const [bridge] = 1')
    assert.equal(draw('~~~\nbridge\n~~~\n', 'bridge'), '[bridge]')
  })

  test('divides no character', () => {
    for (const query of ['x', 'bridge']) {
      for (let lead = 0; lead < 8; lead += 1) {
        const { text } = snippetOf(`${'x'.repeat(lead)}${'🎉'.repeat(300)} bridge ${'🎉'.repeat(300)}`, parseQuery(query).phrases)
        assert.ok(text.isWellFormed())
      }
    }
  })

  test('of a message that was found by who wrote it begins at its beginning', () => {
    assert.equal(draw('Hello there', 'from:me'), 'Hello there')
  })
})
