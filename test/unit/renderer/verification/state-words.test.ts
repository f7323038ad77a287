import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { VerificationState } from '../../../../preload/contract/index.ts'
import { chooseLocale } from '../../../../renderer/text/language.ts'
import { Words } from '../../../../renderer/text/words.ts'
import { headingOf, hintOf } from '../../../../renderer/verification/state-words.ts'
import { verification } from '../../../harness/renderer-encryption.ts'
import { people } from '../../../harness/renderer-world.ts'

const { say } = new Words(() => chooseLocale('en', []))
const states: readonly VerificationState[] = ['asked', 'waiting', 'ready', 'emoji', 'scanned', 'confirmed', 'done', 'cancelled']

describe('what a verification says', () => {
  test('is a sentence in every state, by name where it is somebody else', () => {
    for (const state of states) {
      assert.notEqual(headingOf(verification(people.me, state), say), '')
      assert.doesNotMatch(headingOf(verification(people.me, state), say), /Mira/)
    }
    assert.equal(headingOf(verification(people.anna, 'done'), say), 'Anna Bell is verified')
    assert.equal(headingOf(verification(people.anna, 'waiting'), say), 'Waiting for Anna Bell to accept…')
  })

  test('tells why it was called off, where that is known', () => {
    assert.equal(hintOf(verification(people.anna, 'cancelled', { reason: 'Nobody answered in time.' }), say), 'Nobody answered in time.')
    assert.equal(hintOf(verification(people.anna, 'cancelled', { reason: null }), say), 'It was called off.')
  })
})
