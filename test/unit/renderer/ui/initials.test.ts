import assert from 'node:assert/strict'
import { test } from 'node:test'
import { initialsOf } from '../../../../renderer/ui/initials.ts'

test('initials are the first letters of the first two words', () => {
  assert.equal(initialsOf('Anna Bell'), 'AB')
  assert.equal(initialsOf('anna'), 'A')
  assert.equal(initialsOf('Anna Maria Bell'), 'AM')
  assert.equal(initialsOf('#general'), 'G')
  assert.equal(initialsOf('@mira:harbour.example'), 'ME')
})

test('initials keep letters with marks and emoji whole, and stand for nothing with a question mark', () => {
  assert.equal(initialsOf('éa'), 'É')
  assert.equal(initialsOf('👩‍🚀 Crew'), '👩‍🚀')
  assert.equal(initialsOf('佐藤 千代'), '佐千')
  assert.equal(initialsOf('(dev) ops'), 'DO')
  assert.equal(initialsOf('—'), '?')
  assert.equal(initialsOf(''), '?')
})
