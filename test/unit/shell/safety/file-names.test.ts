import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { safeFileName } from '../../../../main/shell/safety/file-names.ts'

describe('a file name that somebody else chose', () => {
  const names: readonly (readonly [given: string, suggested: string])[] = [
    ['photo.jpg', 'photo.jpg'],
    ['Grüße aus Köln.pdf', 'Grüße aus Köln.pdf'],
    ['../../.bashrc', '_.._.bashrc'],
    ['/etc/passwd', '_etc_passwd'],
    ['..\\..\\autostart.lnk', '_.._autostart.lnk'],
    ['C:\\x', 'C__x'],
    ['.hidden', 'hidden'],
    ['..', 'attachment'],
    ['', 'attachment'],
    ['   ', 'attachment'],
    ['nul\0byte', 'nul_byte'],
    ['picture\u202Egnp.exe', 'picture_gnp.exe'],
    ['in\u200Bvisible.txt', 'in_visible.txt'],
    ['CON', '_CON'],
    ['aux.txt', '_aux.txt'],
    ['ends with dots...', 'ends with dots'],
  ]
  for (const [given, suggested] of names) {
    test(`${JSON.stringify(given)} is suggested as ${JSON.stringify(suggested)}`, () => assert.equal(safeFileName(given), suggested))
  }

  test('is cut when it is too long, and keeps its ending', () => {
    const name = safeFileName(`${'a'.repeat(5000)}.jpeg`)
    assert.equal(name.length, 120)
    assert.ok(name.endsWith('.jpeg'))
  })

  test('is never cut in the middle of a character', () => {
    assert.equal(safeFileName(`a${'😀'.repeat(200)}`).isWellFormed(), true)
  })
})
