import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cancelWords } from '../../../../../main/engine/crypto/verification/cancel-words.ts'

test('what may be an attack says so, whoever noticed it', () => {
  for (const code of ['m.mismatched_sas', 'm.mismatched_commitment', 'm.key_mismatch', 'm.user_mismatch']) {
    for (const byUs of [true, false]) assert.match(cancelWords({ code, byUs }, { byHand: true }), /somebody may be listening in/u)
  }
})

test('who cancelled by hand is told', () => {
  assert.equal(cancelWords({ code: 'm.user', byUs: true }, { byHand: true }), 'You cancelled it.')
  assert.equal(cancelWords({ code: 'm.user', byUs: false }, { byHand: false }), 'The other side cancelled it.')
})

test('two that began at once are told apart from one that somebody cancelled', () => {
  assert.match(cancelWords({ code: 'm.user', byUs: true }, { byHand: false }), /second verification/u)
})

test('time, another device, and a lack of methods have their words', () => {
  assert.match(cancelWords({ code: 'm.timeout', byUs: false }, { byHand: false }), /in time/u)
  assert.match(cancelWords({ code: 'm.accepted', byUs: false }, { byHand: false }), /another device/u)
  assert.match(cancelWords({ code: 'm.unknown_method', byUs: true }, { byHand: false }), /no way of verifying in common/u)
})

test('a code that nobody knows is no more than that the other side cancelled: its own words are not shown', () => {
  assert.equal(cancelWords({ code: 'org.example.<b>buy</b>', byUs: false }, { byHand: false }), 'The other side cancelled it.')
})
