import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personIn } from '../../../../main/engine/rooms/names.ts'
import { alice, event, House, me, member, state } from './house.ts'

const redaction = (eventId: string) => event(alice, 'm.room.redaction', { redacts: eventId }, { redacts: eventId })

test('a name and a displayname are taken back also when their events are not in the stored timeline', (t) => {
  const house = new House(t)
  const [named, rude, powers] = [
    state('m.room.name', { name: 'Rude' }), member(alice, { displayname: 'Ruder' }),
    state('m.room.power_levels', { users_default: 7, notifications: {} }),
  ]
  house.tell('a', { joinedCount: 2, state: [named, rude, powers] })
  assert.equal(house.room('a').name, 'Rude')
  const { name, room } = house.tell('a', { events: [redaction(named.eventId), redaction(rude.eventId), redaction(powers.eventId)] })
  assert.equal(name, alice)
  assert.equal(house.read((reader) => personIn(reader, { room, account: me.userId }, alice)).name, alice)
  const content = house.read((reader) => reader.get<{ content: string }>("SELECT content FROM state WHERE type = 'm.room.power_levels'"))
  assert.equal(content?.content, '{"users_default":7}')
})
