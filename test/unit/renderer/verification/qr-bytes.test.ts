import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bytesIn, codeOf, isMatrixCode, pathOf } from '../../../../renderer/verification/qr-bytes.ts'

/** What a camera would see that holds still: four pixels to a module, dark grey on light grey. */
function photograph(modules: readonly (readonly boolean[])[]): ImageData {
  const scale = 4
  const side = modules.length * scale
  const data = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const shade = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true ? 40 : 215
      data.set([shade, shade, shade, 255], (y * side + x) * 4)
    }
  }
  return { width: side, height: side, data, colorSpace: 'srgb' } as ImageData
}

const counting = (length: number, from: number): Uint8Array => Uint8Array.from({ length }, (_unused, at) => (at * 197 + from) % 256)

describe('a code that carries bytes', () => {
  test('gives back every byte there is, in any order and any number', () => {
    for (const bytes of [counting(256, 0), counting(1, 0), counting(142, 128), counting(400, 77), new Uint8Array(64), new Uint8Array(64).fill(255)]) {
      assert.deepEqual(bytesIn(photograph(codeOf(bytes))), bytes)
    }
  })

  test('gives back bytes that look like digits or like a text in UTF-8 as the bytes they are', () => {
    for (const bytes of [new TextEncoder().encode('0123456789'), new TextEncoder().encode('Grüße 🐶'), new TextEncoder().encode('MATRIX:ABC')]) {
      assert.deepEqual(bytesIn(photograph(codeOf(bytes))), bytes)
    }
  })

  test('is not seen where there is none', () => {
    assert.equal(bytesIn(photograph(Array.from({ length: 40 }, (_unused, y) => Array.from({ length: 40 }, (_other, x) => (x * y) % 7 === 0)))), null)
    assert.equal(bytesIn(photograph([[false]])), null)
  })

  test('is one for verifying only if it begins as the specification says', () => {
    assert.ok(isMatrixCode(new TextEncoder().encode('MATRIX\u0002\u0000')))
    assert.ok(!isMatrixCode(new TextEncoder().encode('https://example.org')))
    assert.ok(!isMatrixCode(new Uint8Array()))
  })

  test('has a margin of four modules, which scanners need', () => {
    const modules = codeOf(counting(20, 1))
    assert.ok(modules.slice(0, 4).every((line) => line.every((isDark) => !isDark)))
    assert.ok(modules.every((line) => line.slice(0, 4).every((isDark) => !isDark)))
    assert.match(pathOf(modules), /^M4 4h1v1h-1z/)
  })
})
