import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawnTheme } from '../../../../renderer/style/look.ts'

test('the theme follows the system unless the user chose one', () => {
  assert.equal(drawnTheme('system', { dark: false, moreContrast: false }), 'light')
  assert.equal(drawnTheme('system', { dark: true, moreContrast: false }), 'dark')
  assert.equal(drawnTheme('system', { dark: true, moreContrast: true }), 'high-contrast')
  assert.equal(drawnTheme('light', { dark: true, moreContrast: true }), 'light')
})
