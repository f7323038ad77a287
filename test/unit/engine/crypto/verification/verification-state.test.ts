import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { VerificationState } from '../../../../../preload/contract/index.ts'
import { stateOf, type VerificationFacts } from '../../../../../main/engine/crypto/verification/verification-state.ts'

const start: VerificationFacts = { phase: 'requested', weStarted: false, isElsewhere: false, sas: null, qr: null }
const sas = { isShown: false, isConfirmed: false, end: null }

const cases: readonly (readonly [what: string, facts: Partial<VerificationFacts>, state: VerificationState])[] = [
  ['they ask', {}, 'asked'],
  ['we ask', { phase: 'created', weStarted: true }, 'waiting'],
  ['it was accepted', { phase: 'ready' }, 'ready'],
  ['we show a code that nobody scanned yet: emoji can still be chosen', { phase: 'transitioned', qr: 'created' }, 'ready'],
  ['the emoji are being agreed on', { phase: 'transitioned', sas }, 'waiting'],
  ['the emoji are there', { phase: 'transitioned', sas: { ...sas, isShown: true } }, 'emoji'],
  ['we say that they match', { phase: 'transitioned', sas: { ...sas, isShown: true, isConfirmed: true } }, 'confirmed'],
  ['both say so', { phase: 'done', sas: { isShown: true, isConfirmed: true, end: 'done' } }, 'done'],
  ['emoji were chosen after all, with a code on the screen', { phase: 'transitioned', qr: null, sas: { ...sas, isShown: true } }, 'emoji'],
  ['they scanned our code', { phase: 'transitioned', qr: 'scanned' }, 'scanned'],
  ['we say that they did', { phase: 'transitioned', qr: 'confirmed' }, 'confirmed'],
  ['we scanned theirs', { phase: 'transitioned', qr: 'reciprocated' }, 'waiting'],
  ['the code did it', { phase: 'done', qr: 'done' }, 'done'],
  ['cancelled', { phase: 'cancelled' }, 'cancelled'],
  ['the emoji were cancelled', { phase: 'transitioned', sas: { isShown: true, isConfirmed: false, end: 'cancelled' } }, 'cancelled'],
  ['the code was cancelled', { phase: 'transitioned', qr: 'cancelled' }, 'cancelled'],
  ['another device of ours answered', { isElsewhere: true }, 'cancelled'],
]

describe('where a verification stands', () => {
  for (const [what, facts, state] of cases) {
    test(`${what}: ${state}`, () => assert.equal(stateOf({ ...start, ...facts }), state))
  }

  test('a "done" of the other side that comes too early makes nothing done', () => {
    assert.equal(stateOf({ ...start, phase: 'done' }), 'cancelled')
    assert.equal(stateOf({ ...start, phase: 'done', sas: { ...sas, isShown: true } }), 'emoji')
    assert.equal(stateOf({ ...start, phase: 'done', qr: 'created' }), 'cancelled')
    assert.equal(stateOf({ ...start, phase: 'done', qr: 'scanned' }), 'scanned')
  })
})
