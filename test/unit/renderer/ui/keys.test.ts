import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ariaShortcut, keyCaps, matches, type KeyPress } from '../../../../renderer/ui/keys.ts'

const press = (key: string, modifiers: Partial<KeyPress> = {}): KeyPress =>
  ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers })

describe('keys', () => {
  test('Mod is Ctrl, and on a Mac the command key', () => {
    assert.ok(matches(press('k', { ctrlKey: true }), 'Mod+K', 'linux'))
    assert.ok(!matches(press('k', { metaKey: true }), 'Mod+K', 'linux'))
    assert.ok(matches(press('k', { metaKey: true }), 'Mod+K', 'darwin'))
    assert.ok(!matches(press('k', { ctrlKey: true }), 'Mod+K', 'darwin'))
  })

  test('a modifier too many is another shortcut', () => {
    assert.ok(!matches(press('k', { ctrlKey: true, altKey: true }), 'Mod+K', 'linux'))
    assert.ok(!matches(press('K', { ctrlKey: true, shiftKey: true }), 'Mod+K', 'linux'))
    assert.ok(!matches(press('ArrowDown', { altKey: true }), 'Alt+Shift+ArrowDown', 'linux'))
    assert.ok(matches(press('ArrowDown', { altKey: true, shiftKey: true }), 'Alt+Shift+ArrowDown', 'linux'))
  })

  test('a sign is reached with or without Shift, as the keyboard has it', () => {
    assert.ok(matches(press('?', { shiftKey: true }), '?', 'linux'))
    assert.ok(matches(press('?'), '?', 'linux'))
    assert.ok(matches(press('+', { ctrlKey: true }), 'Mod++', 'linux'))
  })

  test('key caps are those of the computer', () => {
    assert.deepEqual(keyCaps('Alt+Shift+ArrowUp', 'linux'), ['Alt', 'Shift', '↑'])
    assert.deepEqual(keyCaps('Mod+K', 'darwin'), ['⌘', 'K'])
    assert.deepEqual(keyCaps('Mod++', 'linux'), ['Ctrl', '+'])
  })

  test('assistive technology is told the keys by their ARIA names', () => {
    assert.equal(ariaShortcut('Mod+Shift+M', 'linux'), 'Control+Shift+M')
    assert.equal(ariaShortcut('Mod+K', 'darwin'), 'Meta+K')
  })
})
