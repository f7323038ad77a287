import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { table } from '../../../main/cli/output/table.ts'
import { visible, visibleLines } from '../../../main/cli/output/visible.ts'

describe('text from others on a terminal', () => {
  test('shows what would move the cursor, ring the bell or change colours', () => {
    assert.equal(visible('\u001b[31mred\u0007'), '␛[31mred␇')
    assert.equal(visible('a\u0000b\u007fc\u009bd'), 'a␀b␡c<U+009B>d')
    assert.equal(visible('one\ntwo\r\tthree'), 'one␊two␍ three')
  })

  test('shows what would turn its direction or hide something', () => {
    assert.equal(visible('\u202egnp.exe'), '<U+202E>gnp.exe')
    assert.equal(visible('a\u2066b\u2069c\u200fd\u061c'), 'a<U+2066>b<U+2069>c<U+200F>d<U+061C>')
    assert.equal(visible('pay\u200bpal\ufeff\u2060\u00ad'), 'pay<U+200B>pal<U+FEFF><U+2060><U+00AD>')
    assert.equal(visible('half \ud800 pair'), 'half <U+D800> pair')
  })

  test('leaves languages and emoji alone', () => {
    for (const text of ['Grüße aus Köln', 'مرحبا', 'שלום', '日本語', 'नमस्ते', '👩‍👩‍👧 🏳️‍🌈 👍🏽', 'a\u0301']) assert.equal(visible(text), text)
  })

  test('keeps the lines of a message, indented, and nothing else of a line break', () => {
    assert.equal(visibleLines('one\ntwo\r\nthree\rfour', '  '), 'one\n  two\n  three\n  four')
  })
})

describe('a table', () => {
  test('has columns as wide as they need, numbers at the right, and no space at the end of a line', () => {
    const columns = [{ title: 'Room' }, { title: 'Unread', isNumber: true }, { title: '' }]
    assert.equal(table(columns, [['Bridge', '7', ''], ['日本', '120', 'direct']]), [
      'Room    Unread',
      'Bridge       7',
      '日本       120  direct',
    ].join('\n'))
  })
})
