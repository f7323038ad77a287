import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sourceFiles, type SourceFile } from './source-files.ts'

/** Longer than this, a file has a second thing in it. */
const MOST_LINES = 400
const MOST_CHARACTERS = 140

function tooLong(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n')
    const long = lines.findIndex((line) => line.length > MOST_CHARACTERS)
    return [
      ...(lines.length > MOST_LINES ? [`${path} has ${lines.length} lines`] : []),
      ...(long === -1 ? [] : [`${path}:${long + 1} has ${lines[long]?.length} characters`]),
    ]
  })
}

describe('length', () => {
  test(`no file has more than ${MOST_LINES} lines, and no line more than ${MOST_CHARACTERS} characters`, () => {
    assert.deepEqual(tooLong(sourceFiles()), [])
  })

  test('a long file and a long line are caught', () => {
    assert.equal(tooLong([{ path: 'a.ts', text: '\n'.repeat(MOST_LINES + 1) }]).length, 1)
    assert.equal(tooLong([{ path: 'a.ts', text: 'x'.repeat(MOST_CHARACTERS + 1) }]).length, 1)
    assert.equal(tooLong([{ path: 'a.ts', text: '\n'.repeat(MOST_LINES - 1) }]).length, 0)
  })
})
