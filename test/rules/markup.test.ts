import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sourceFiles, type SourceFile } from './source-files.ts'

/** Ways in which a string becomes markup or code. What others wrote reaches the page as text and typed trees only. */
const FORBIDDEN: readonly RegExp[] = [
  /\{@html\b/,
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|DOMParser|setHTMLUnsafe)\b/,
  /\bdocument\.write\b|\beval\(|\bnew Function\(/,
]

function markupIn(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => /^(renderer|preload|main)\//.test(path))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n').map((line, index) => ({ line, where: `${path}:${index + 1}` }))
      return lines.filter(({ line }) => FORBIDDEN.some((pattern) => pattern.test(line))).map(({ where }) => where)
    })
}

describe('markup', () => {
  test('no string ever becomes markup or code', () => {
    assert.deepEqual(markupIn(sourceFiles()), [])
  })

  test('every way of doing so is caught', () => {
    for (const text of [
      '<p>{@html body}</p>',
      'node.innerHTML = body',
      "node.insertAdjacentHTML('beforeend', body)",
      '<iframe srcdoc={body}></iframe>',
      'new DOMParser().parseFromString(body)',
      'document.write(body)',
      'new Function(body)',
      'eval(body)',
    ]) {
      assert.equal(markupIn([{ path: 'renderer/body/Body.svelte', text }]).length, 1, text)
    }
    assert.equal(markupIn([{ path: 'renderer/body/Body.svelte', text: '<p>{body}</p>' }]).length, 0)
  })
})
