import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LineSplitter } from '../../../../main/engine/api/lines.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function linesOf(longest: number, ...pieces: readonly string[]): readonly (string | null)[] {
  const splitter = new LineSplitter(longest)
  return pieces.flatMap((piece) => [...splitter.push(bytes(piece))])
}

describe('lines of a stream', () => {
  test('come out whole, however the stream was cut', () => {
    assert.deepEqual(linesOf(100, 'one\ntw', 'o', '\n', '\nthree'), ['one', 'two', ''])
  })

  test('keep characters whose bytes lie in two pieces', () => {
    const splitter = new LineSplitter(100)
    const all = bytes('brücke 🌉\n')
    assert.deepEqual([...all].flatMap((byte) => [...splitter.push(Uint8Array.of(byte))]), ['brücke 🌉'])
  })

  test('one that is too long is thrown away, and the next one read', () => {
    assert.deepEqual(linesOf(5, 'abcdef', 'ghi', '\nok\n12345\n'), [null, 'ok', '12345'])
  })

  test('what is kept is not touched when the stream uses its buffer again', () => {
    const splitter = new LineSplitter(100)
    const buffer = bytes('ab')
    assert.deepEqual([...splitter.push(buffer)], [])
    buffer.fill(0x78)
    assert.deepEqual([...splitter.push(bytes('c\n'))], ['abc'])
  })
})
