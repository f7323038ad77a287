import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventSource } from '../../../../main/engine/api/event-source.ts'

describe('the source of a message', () => {
  test('is the event as it came, indented', () => {
    assert.equal(eventSource('{"type":"m.room.message","content":{"body":"hi"}}', undefined), `{
  "type": "m.room.message",
  "content": {
    "body": "hi"
  }
}`)
  })

  test('that came encrypted is what it says, and how it came', () => {
    const source: unknown = JSON.parse(eventSource('{"type":"m.room.message","content":{"body":"hi"}}', '{"ciphertext":"AAA"}'))
    assert.deepEqual(source, {
      decrypted: { type: 'm.room.message', content: { body: 'hi' } },
      original: { type: 'm.room.encrypted', content: { ciphertext: 'AAA' } },
    })
  })

  test('holds no key of a file', () => {
    const file = { url: 'mxc://example.org/a', key: { kty: 'oct', alg: 'A256CTR', k: 'c2VjcmV0' } }
    const source = eventSource(JSON.stringify({ content: { file, info: { thumbnail_file: file } } }), '{}')
    assert.equal(source.includes('c2VjcmV0'), false)
    assert.match(source, /"alg": "A256CTR"/u)
  })
})
