import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EncryptionRow } from '../../../../preload/contract/index.ts'
import { dialogOf, nextStep } from '../../../../renderer/security/next-step.ts'
import { encryptionRow } from './encryption-row.ts'

describe('the next step of an account’s encryption', () => {
  const expected: readonly (readonly [string, Partial<EncryptionRow>, ReturnType<typeof nextStep>])[] = [
    ['nothing, where all is well', {}, 'none'],
    ['not to be told while the keys are being opened', { state: 'starting' }, 'unknown'],
    ['to say that the keys cannot be opened, whatever else', { state: 'failed', device: 'unverified', needsPassword: true }, 'broken'],
    ['to end what needs the password', { needsPassword: true, device: 'unverified' }, 'finish'],
    ['to make an identity, where there is none', { device: 'no-identity', recovery: 'none' }, 'finish'],
    ['to verify the device, before its keys can come', { device: 'unverified', recovery: 'incomplete', backup: 'off' }, 'verify-device'],
    ['the recovery key, where secrets are missing', { recovery: 'incomplete', backup: 'off' }, 'enter-recovery'],
    ['the recovery key, where the backup’s key is missing', { backup: 'off' }, 'enter-recovery'],
    ['to set up recovery', { recovery: 'none', backup: 'none' }, 'set-up-recovery'],
    ['a new backup for one that is not ours', { backup: 'untrusted' }, 'renew-recovery'],
    ['a new backup where there is none any more', { backup: 'none' }, 'renew-recovery'],
    ['not to be told while something is not known', { backup: 'unknown' }, 'unknown'],
  ]
  for (const [name, given, step] of expected) {
    test(`is ${name}`, () => assert.equal(nextStep(encryptionRow(given)), step))
  }

  test('is not to be told before the engine said anything', () => assert.equal(nextStep(null), 'unknown'))

  test('has a dialog unless there is nothing to be done', () => {
    assert.deepEqual(expected.map(([, , step]) => [step, dialogOf(step) !== null]).filter(([, has]) => has === false).map(([step]) => step),
      ['none', 'unknown', 'broken', 'unknown'])
  })
})
