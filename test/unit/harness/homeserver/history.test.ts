import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { at, idsOf, list, openClient, type Client } from './client.ts'

/** Every page in one direction, as its events came. */
async function pages(client: Client, roomId: string, direction: 'b' | 'f', limit: number): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = []
  for (let from: string | undefined; found.length < 1_000;) {
    const page = await client.get(`v3/rooms/${encodeURIComponent(roomId)}/messages?dir=${direction}&limit=${limit}${from === undefined ? '' : `&from=${from}`}`)
    found.push(idsOf(list(page, 'chunk')))
    if (page['end'] === undefined) return found
    from = String(page['end'])
  }
  throw new Error('It never came to an end')
}

describe('history of the synthetic homeserver', () => {
  test('pages close over the whole of it, without gaps and without anything twice, in both directions', async (context) => {
    const client = await openClient(context)
    const { world } = client.homeserver.service
    for (const facts of world.rooms.filter(({ isInvite }) => !isInvite).slice(0, 12)) {
      const whole = Array.from({ length: facts.length }, (_, index) => world.events.idOf(facts, index))
      assert.deepEqual((await pages(client, facts.roomId, 'f', 97)).flat(), whole)
      assert.deepEqual((await pages(client, facts.roomId, 'b', 100)).flat().toReversed(), whole)
    }
  })

  test('a page goes on where a sync began, and names the members that it shows', async (context) => {
    const client = await openClient(context)
    const { body } = await client.slide({ limit: 3 })
    const [roomId = ''] = Object.entries(Object(body['rooms'])).flatMap(([id, room]) => (at(room, 'limited') === true ? [id] : []))
    const shown = idsOf(list(body, 'rooms', roomId, 'timeline'))
    const filter = encodeURIComponent('{"lazy_load_members":true}')
    const from = String(at(body, 'rooms', roomId, 'prev_batch'))
    const page = await client.get(`v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=5&from=${from}&filter=${filter}`)
    const { world } = client.homeserver.service
    const facts = world.room(roomId)
    assert.ok(facts)
    const end = facts.length - shown.length
    assert.deepEqual(idsOf(list(page, 'chunk')), [1, 2, 3, 4, 5].map((back) => world.events.idOf(facts, end - back)))
    const senders = new Set(list(page, 'chunk').map(({ sender }) => sender))
    const told = new Set(list(page, 'state').map((event) => event['state_key']))
    assert.deepEqual([...senders].filter((sender) => !told.has(sender)), [])
  })

  test('an event is found with its neighbours, and history goes on from both of its ends', async (context) => {
    const client = await openClient(context)
    const { world } = client.homeserver.service
    const [facts] = world.rooms
    assert.ok(facts)
    const room = `v3/rooms/${encodeURIComponent(facts.roomId)}`
    const eventId = world.events.idOf(facts, 700)
    const context_ = await client.get(`${room}/context/${encodeURIComponent(eventId)}?limit=10`)
    const around = [...idsOf(list(context_, 'events_before')).toReversed(), eventId, ...idsOf(list(context_, 'events_after'))]
    assert.deepEqual(around, Array.from({ length: 11 }, (_, place) => world.events.idOf(facts, 695 + place)))
    const older = await client.get(`${room}/messages?dir=b&limit=1&from=${String(context_['start'])}`)
    const newer = await client.get(`${room}/messages?dir=f&limit=1&from=${String(context_['end'])}`)
    assert.deepEqual([idsOf(list(older, 'chunk')), idsOf(list(newer, 'chunk'))], [[world.events.idOf(facts, 694)], [world.events.idOf(facts, 706)]])
    assert.equal((await client.get(`${room}/event/${encodeURIComponent(eventId)}`))['event_id'], eventId)
    assert.equal((await client.ask('GET', `${room}/event/$unknown`)).status, 404)
  })

  test('a list of members is as long as the room says', async (context) => {
    const client = await openClient(context, { rooms: 10, events: 20_000, largestRoom: 3_000 })
    const [facts] = client.homeserver.service.world.rooms
    assert.ok(facts)
    const { body } = await client.slide({ rooms: 10 })
    const members = list(await client.get(`v3/rooms/${encodeURIComponent(facts.roomId)}/members?not_membership=leave`), 'chunk')
    assert.equal(facts.memberCount, 3_000)
    assert.equal(members.length, at(body, 'rooms', facts.roomId, 'joined_count'))
    assert.equal(new Set(members.map((event) => event['state_key'])).size, members.length)
  })
})
