import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseCommandLine, UsageError } from '../../../main/shell/command-line.ts'

const parse = (...args: readonly string[]) => parseCommandLine(['/usr/bin/causeway', ...args], '/home/alice')

describe('the command line', () => {
  test('may say nothing', () => {
    assert.deepEqual(parse(), { profileDir: undefined, isHidden: false, key: { from: 'keychain' } })
  })

  test('names a profile, from where it was started', () => {
    assert.equal(parse('--profile', 'work').profileDir, '/home/alice/work')
    assert.equal(parse('--profile=/srv/work').profileDir, '/srv/work')
  })

  test('names an environment variable with a passphrase, never a passphrase', () => {
    assert.deepEqual(parse('--key', 'env:CAUSEWAY_KEY').key, { from: 'environment', name: 'CAUSEWAY_KEY' })
    assert.deepEqual(parse('--key=keychain').key, { from: 'keychain' })
  })

  test('leaves what is Chromium’s to Chromium', () => {
    assert.deepEqual(parse('--no-sandbox', '--disable-gpu', '/app', '--hidden', '--inspect=0').isHidden, true)
  })

  const wrong = [
    ['--profile'], ['--profile', '--hidden'], ['--profile='], ['--key'], ['--key', 'open sesame'], ['--key', 'env:'], ['--key', 'env:A B'],
  ]
  for (const args of wrong) {
    test(`is refused as ${args.join(' ')}`, () => assert.throws(() => parse(...args), UsageError))
  }
})
