import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMegolmMessage } from '../../../../../main/engine/crypto/decryption/megolm-message.ts'

const message = (bytes: readonly number[], more: Readonly<Record<string, unknown>> = {}) =>
  ({ algorithm: 'm.megolm.v1.aes-sha2', session_id: 's', ciphertext: Buffer.from(bytes).toString('base64').replaceAll('=', ''), ...more })

test('the index of a message is a number of one to five groups of seven bits', () => {
  const cases: readonly (readonly [readonly number[], number])[] = [
    [[3, 8, 0, 18], 0],
    [[3, 8, 0x7f, 18], 127],
    [[3, 8, 0x80, 0x01, 18], 128],
    [[3, 8, 0xff, 0xff, 0xff, 0xff, 0x0f, 18], 2 ** 32 - 1],
  ]
  for (const [bytes, messageIndex] of cases) {
    assert.deepEqual(readMegolmMessage(message(bytes)), { sessionId: 's', messageIndex, defect: null })
  }
})

test('what cannot be a message is told apart from what waits for a key', () => {
  const whole = message([3, 8, 0, 18])
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, string | null])[] = [
    [{}, 'malformed'],
    [{ ...whole, algorithm: 'm.olm.v1.curve25519-aes-sha2' }, 'unsupported'],
    [{ ...whole, algorithm: 5 }, 'malformed'],
    [{ ...whole, session_id: undefined }, 'malformed'],
    [{ ...whole, session_id: 'x'.repeat(300) }, 'malformed'],
    [{ ...whole, ciphertext: undefined }, 'malformed'],
    [{ ...whole, ciphertext: { 0: { type: 0, body: '' } } }, 'malformed'],
    [message([]), 'malformed'],
    [message([2, 8, 0]), 'malformed'],
    [message([3, 9, 0]), 'malformed'],
    [message([3, 8]), 'malformed'],
    [message([3, 8, 0x80]), 'malformed'],
    [message([3, 8, 0xff, 0xff, 0xff, 0xff, 0x7f]), 'malformed'],
    [message([3, 8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]), 'malformed'],
    [whole, null],
  ]
  for (const [content, defect] of cases) assert.equal(readMegolmMessage(content).defect, defect, JSON.stringify(content))
})
