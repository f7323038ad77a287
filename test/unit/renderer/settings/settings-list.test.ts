import assert from 'node:assert/strict'
import { test } from 'node:test'
import { found, sections } from '../../../../renderer/settings/settings-list.ts'
import { Words } from '../../../../renderer/text/words.ts'

const { say } = new Words(() => ({ language: 'en', tag: 'en', direction: 'ltr' }))
const names = (query: string): readonly string[] => found(query, say).flatMap((section) => section.settings.map((setting) => setting.name))

test('nothing typed shows every setting', () => {
  assert.deepEqual(names('  '), sections.flatMap((section) => section.settings.map((setting) => setting.name)))
})

test('a setting is found by its title, its explanation and its section', () => {
  assert.deepEqual(names('dark'), ['theme'])
  assert.deepEqual(names('shift+enter'), ['sendWithEnter'])
  assert.deepEqual(names('appearance text'), ['textSize'])
  assert.deepEqual(names('READ show'), names('show read'))
  assert.deepEqual(names('nonsense'), [])
})
