import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nextRegion } from '../../../../renderer/navigation/regions.ts'
import { allShortcuts, keysOf, ownShortcuts, shortcutOf } from '../../../../renderer/navigation/shortcuts.ts'
import type { KeyPress } from '../../../../renderer/ui/keys.ts'

const press = (key: string, modifiers: Partial<KeyPress> = {}): KeyPress =>
  ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers })

describe('shortcuts', () => {
  test('no two of one place have the same keys, and every name is there once', () => {
    const own = ownShortcuts.flatMap(({ keys, also }) => also === undefined ? [keys] : [keys, also])
    assert.equal(new Set(own).size, own.length)
    const names = allShortcuts.map((shortcut) => shortcut.name)
    assert.equal(new Set(names).size, names.length)
  })

  test('each is found by its keys', () => {
    assert.equal(shortcutOf(press('k', { ctrlKey: true }), 'linux', false), 'switcher')
    assert.equal(shortcutOf(press('ArrowUp', { altKey: true, shiftKey: true }), 'linux', true), 'previousUnread')
    assert.equal(shortcutOf(press('F6', { shiftKey: true }), 'linux', true), 'previousRegion')
    assert.equal(shortcutOf(press('F', { ctrlKey: true, shiftKey: true }), 'linux', true), 'searchAll')
    assert.equal(shortcutOf(press('F3'), 'linux', true), 'olderHit')
    assert.equal(shortcutOf(press('g', { metaKey: true }), 'darwin', true), 'olderHit')
    assert.equal(shortcutOf(press('x'), 'linux', false), null)
    assert.equal(keysOf('switcher'), 'Mod+K')
  })

  test('a question mark that is being typed stays a question mark', () => {
    assert.equal(shortcutOf(press('?', { shiftKey: true }), 'linux', true), null)
    assert.equal(shortcutOf(press('?', { shiftKey: true }), 'linux', false), 'shortcuts')
  })

  test('what types a character on some keyboards is never taken', () => {
    // AltGr arrives as Ctrl and Alt together.
    assert.equal(shortcutOf(press('k', { ctrlKey: true, altKey: true }), 'linux', true), null)
  })
})

test('F6 goes around the parts of the window in both directions', () => {
  assert.equal(nextRegion(-1, 3, 1), 0)
  assert.equal(nextRegion(-1, 3, -1), 2)
  assert.equal(nextRegion(2, 3, 1), 0)
  assert.equal(nextRegion(0, 3, -1), 2)
})
