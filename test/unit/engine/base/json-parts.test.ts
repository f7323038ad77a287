import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseJson } from '../../../../main/engine/base/json.ts'
import { PartwiseJson, type JsonParts } from '../../../../main/engine/base/json-parts.ts'

const rooms: JsonParts = { depth: 3, isPart: ([first]) => first === 'rooms' }

function partwise(text: string, length: number): unknown {
  const json = new PartwiseJson(rooms)
  for (let at = 0; at < text.length; at += length) json.take(text.slice(at, at + length))
  return json.end()
}

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

const texts: Readonly<Record<string, string>> = {
  'a room': '{"rooms":{"join":{"!a:x":{"timeline":{"events":[{"content":{"body":"} ] , \\" : {"}}]}}}},"next_batch":"s1"}',
  'two of each kind': '{"next_batch":"s","rooms":{"join":{"!a":{"a":1},"!b":{"b":[{}]}},"leave":{"!c":{},"!d":{"d":"\\\\"}}}}',
  'spaces everywhere': ' { "rooms" : { "join" : { "!a" : { "a" : [ ] } , "!b" : { } } } } ',
  'the same room twice': '{"rooms":{"join":{"!a":{"n":1},"!b":{},"!a":{"n":2}}}}',
  'the same list twice': '{"rooms":{"join":{"!a":{"n":1}}},"rooms":{"join":{"!b":{"n":2}}}}',
  'rooms that are no objects': '{"rooms":{"join":{"!a":5,"!b":null,"!c":"text","!d":[{"e":{}}],"!e":true}}}',
  'lists that are none': '{"rooms":[{"join":{"!a":{}}},{"!b":{"!c":{}}}],"join":{"!a":{"!b":{}}}}',
  'names of properties that objects have': '{"rooms":{"join":{"__proto__":{"polluted":1},"constructor":{"a":1}},"__proto__":{"!a":{"b":1}}}}',
  'escaped names': '{"r\\u006foms":{"jo\\"in":{"!\\\\":{"a":1},"\\u0021b":{"c":2}}}}',
  'what is too deep in a room': `{"rooms":{"join":{"!a":{"at":${deep(96)},"over":${deep(97)},"far":${deep(5_000)}}}}}`,
  'what is too deep beside them': `{"rooms":{},"at":${deep(99)},"over":${deep(200)}}`,
  'nothing': '{}',
  'no object': '[1,{"rooms":{"join":{"!a":{}}}}]',
}

const broken: readonly string[] = [
  '', '{', '{"rooms":{"join":{"!a":{"b":1}}', '{"rooms":{"join":{"!a":{"b":1', '{"rooms":{"join":{"!a":{"b":1]}}}', '{"rooms":{"join":{"!a":{b}}}}',
  '{"rooms":{"join":{"!a":{}{}}}}', '{"rooms":{"join":{"!a":{},{}}}}', '{"rooms":{"join":{{}}}}',
  '{"rooms":{"join":{"!a":{"b":"', '}}}}', '{"rooms":}', '<html>',
  '{"rooms":{"join":{"!a":{}}}}x', '{"a":\\"b"}',
]

describe('JSON that is parsed part by part', () => {
  for (const [name, text] of Object.entries(texts)) {
    test(`is what it is as a whole, wherever it was cut: ${name}`, () => {
      const whole = JSON.stringify(parseJson(text))
      for (const length of [1, 2, 3, 7, 64, text.length]) assert.equal(JSON.stringify(partwise(text, length)), whole)
    })
  }

  test('that is none is refused as the whole is', () => {
    for (const text of broken) {
      assert.throws(() => parseJson(text), SyntaxError, text)
      for (const length of [1, 5, 1_000]) assert.throws(() => partwise(text, length), SyntaxError, text)
    }
  })
})
