import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { crc32, inflateSync } from 'node:zlib'
import { paintPng } from '../../../../scripts/demo/pictures/png.ts'

describe('a painted PNG', () => {
  const { bytes } = paintPng(3, 2, (x, y) => [x / 3, y / 2, 1])
  const file = Buffer.from(bytes)

  function chunks(): ReadonlyMap<string, Buffer> {
    const found = new Map<string, Buffer>()
    for (let at = 8; at < file.length; ) {
      const length = file.readUInt32BE(at)
      const body = file.subarray(at + 4, at + 8 + length)
      assert.equal(file.readUInt32BE(at + 8 + length), crc32(body))
      found.set(body.toString('latin1', 0, 4), body.subarray(4))
      at += length + 12
    }
    return found
  }

  test('has the signature, and chunks with right checksums', () => {
    assert.equal(file.toString('latin1', 1, 4), 'PNG')
    assert.deepEqual([...chunks().keys()], ['IHDR', 'IDAT', 'IEND'])
  })

  test('says its size, and holds what was painted', () => {
    const header = chunks().get('IHDR')
    assert.deepEqual([header?.readUInt32BE(0), header?.readUInt32BE(4)], [3, 2])
    const rows = inflateSync(chunks().get('IDAT') ?? Buffer.alloc(0))
    assert.deepEqual([...rows.subarray(0, 10)], [2, 43, 64, 255, 128, 64, 255, 213, 64, 255])
    // The second row is written as its differences to the first.
    assert.deepEqual([...rows.subarray(10)], [2, 0, 127, 0, 0, 127, 0, 0, 127, 0])
  })
})
