import assert from 'node:assert/strict'
import { test } from 'node:test'
import { roomName, type NameParts } from '../../../../main/engine/rooms/room-name.ts'

const named = (parts: Partial<NameParts>): string => roomName({ name: null, alias: null, heroes: [], present: 1, ...parts })

test('a room is called by its name, else its alias, else its people', () => {
  assert.equal(named({ name: 'Garden', alias: '#g:x', heroes: ['Bob'], present: 2 }), 'Garden')
  assert.equal(named({ alias: '#g:x', heroes: ['Bob'], present: 2 }), '#g:x')
  assert.equal(named({ heroes: ['Bob'], present: 2 }), 'Bob')
})

test('people are enumerated, and those who are not named are counted', () => {
  assert.equal(named({ heroes: ['Bob', 'Eve'], present: 3 }), 'Bob and Eve')
  assert.equal(named({ heroes: ['Bob', 'Eve', 'Kim'], present: 4 }), 'Bob, Eve, and Kim')
  assert.equal(named({ heroes: ['Bob', 'Eve'], present: 1_237 }), 'Bob, Eve, and 1234 others')
  assert.equal(named({ heroes: ['Bob'], present: 3 }), 'Bob and 1 other')
  assert.equal(named({ heroes: ['A', 'B', 'C', 'D', 'E', 'F'], present: 7 }), 'A, B, C, D, E, and 1 other')
  assert.equal(named({ heroes: [], present: 3 }), '2 others')
})

test('a room without others says who was there', () => {
  assert.equal(named({}), 'Empty room')
  assert.equal(named({ heroes: ['Bob'] }), 'Empty room (was Bob)')
  assert.equal(named({ heroes: ['Bob', 'Eve'], present: 0 }), 'Empty room (was Bob and Eve)')
})
