import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf, type PlaceParts } from '../../../../main/engine/rooms/section.ts'

const place = (parts: Partial<PlaceParts>) =>
  placeOf({ membership: 'join', isSpace: false, isDirect: false, isReplaced: false, tags: null, ...parts })
const tagged = (tag: string, content: unknown = {}) => ({ tags: { tags: { [tag]: content } } })

test('membership decides first, then what the room is, then how the user tagged it', () => {
  assert.equal(place({}).section, 'rooms')
  assert.equal(place({ isDirect: true }).section, 'people')
  assert.equal(place({ isSpace: true }).section, 'none')
  assert.equal(place({ isReplaced: true, ...tagged('m.favourite') }).section, 'none')
  assert.equal(place({ membership: 'invite', isSpace: true }).section, 'invites')
  assert.equal(place({ membership: 'ban', ...tagged('m.favourite') }).section, 'left')
  assert.equal(place({ isDirect: true, ...tagged('m.favourite') }).section, 'favourites')
  assert.equal(place({ isDirect: true, ...tagged('m.lowpriority') }).section, 'low-priority')
})

test('favourites stand in the order that the user gave them, those without one last', () => {
  const order = (content: unknown) => place(tagged('m.favourite', content)).order
  assert.equal(order({ order: 0.25 }), 0.25)
  assert.equal(order({ order: '0.5' }), 0.5)
  for (const content of [{}, { order: 7 }, { order: 'first' }, { order: null }, 'yes', null]) assert.equal(order(content), 2)
})
