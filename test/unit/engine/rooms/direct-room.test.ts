import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { findDirectRoom } from '../../../../main/engine/store/tables/direct-rooms.ts'
import { replaceDirectRooms } from '../../../../main/engine/store/tables/account-data.ts'
import { alice, House, id, member, state, type News } from './house.ts'

const encrypted = state('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' })
const withAlice = (more: News = {}): News =>
  ({ joinedCount: 2, invitedCount: 0, ...more, state: [member(alice, { displayname: 'Alice' }), ...(more.state ?? [])] })

function house(t: TestContext, rooms: Readonly<Record<string, News>>, direct: readonly string[]): House {
  const made = new House(t)
  for (const [name, news] of Object.entries(rooms)) made.tell(name, news)
  made.store.write((writer) => replaceDirectRooms(writer, direct.map((name) => ({ roomId: id(name), userId: alice }))))
  return made
}

const found = (made: House) => made.read((reader) => findDirectRoom(reader, alice))

test('the direct chat with somebody is the one that is called so, an encrypted one first', (t) => {
  assert.equal(found(house(t, { a: withAlice(), b: withAlice({ state: [encrypted] }), c: withAlice({ state: [encrypted] }) }, ['a', 'b'])), id('b'))
})

test('without one it is a room of just the two', (t) => {
  assert.equal(found(house(t, { a: withAlice({ joinedCount: 3 }), b: withAlice({ joinedCount: 1, invitedCount: 1 }) }, [])), id('b'))
})

test('a room that either has left is none', (t) => {
  const left = { a: withAlice({ membership: 'leave' }), b: { joinedCount: 2, state: [member(alice, { membership: 'leave' })] } }
  assert.equal(found(house(t, left, ['a', 'b'])), undefined)
})
