import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { projectFiles, type SourceFile } from './source-files.ts'

/** What only makes sense on the machine it was written on. Spelt in pieces, or this file would be the first to break the rule. */
const FORBIDDEN: readonly RegExp[] = [
  new RegExp(`/(?:ro${'ot'}|wo${'rk'})/`),
  new RegExp(`registry\\.npm${'js'}\\.org|files\\.python${'hosted'}\\.org|py${'pi'}\\.org|npm${'mirror'}`, 'i'),
]

const IS_BINARY = /\.(png|ico|icns|jpg|jpeg|gif|webp|woff2?|ogg|mp3|wav)$/

function machineNames(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n').map((line, index) => ({ line, where: `${path}:${index + 1}` }))
    return lines.filter(({ line }) => FORBIDDEN.some((pattern) => pattern.test(line))).map(({ where }) => where)
  })
}

describe('machine paths', () => {
  test('no file names a path of the machine it was written on, or a registry\'s host', () => {
    const files = projectFiles().filter((path) => !IS_BINARY.test(path))
    assert.deepEqual(machineNames(files.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))), [])
  })

  test('such a name is caught', () => {
    for (const text of [`/ro${'ot'}/.cache/x`, `https://registry.npm${'js'}.org/svelte`]) {
      assert.equal(machineNames([{ path: 'a.ts', text }]).length, 1, text)
    }
    assert.equal(machineNames([{ path: 'a.ts', text: 'https://matrix.org and /tmp and ~/.cache' }]).length, 0)
  })
})
