import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sourceFiles, type SourceFile } from './source-files.ts'

/** Longer than this, a file has a second thing in it. */
const MOST_LINES = 400
const MOST_CHARACTERS = 160
/** In markup, a line broken between two inline elements is a space on the screen. */
const MOST_CHARACTERS_OF_MARKUP = 200

function tooLong(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n')
    const most = path.endsWith('.svelte') ? MOST_CHARACTERS_OF_MARKUP : MOST_CHARACTERS
    const long = lines.findIndex((line) => line.length > most)
    return [
      ...(lines.length > MOST_LINES ? [`${path} has ${lines.length} lines`] : []),
      ...(long === -1 ? [] : [`${path}:${long + 1} has ${lines[long]?.length} characters`]),
    ]
  })
}

describe('length', () => {
  test('no file has too many lines, and no line too many characters', () => {
    assert.deepEqual(tooLong(sourceFiles()), [])
  })

  test('a file and a line that are too long are caught', () => {
    assert.equal(tooLong([{ path: 'a.ts', text: '\n'.repeat(MOST_LINES + 1) }]).length, 1)
    assert.equal(tooLong([{ path: 'a.ts', text: 'x'.repeat(MOST_CHARACTERS + 1) }]).length, 1)
    assert.equal(tooLong([{ path: 'a.svelte', text: 'x'.repeat(MOST_CHARACTERS_OF_MARKUP + 1) }]).length, 1)
  })
})
