import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Json } from '../../../harness/homeserver/world/preamble.ts'
import { at, idsOf, keysAt, list, openClient } from './client.ts'

const stateOf = (events: readonly Json[]): readonly string[] =>
  events.filter(({ type }) => type !== 'm.room.member').map(({ type, state_key, event_id }) => [type, state_key, event_id].join(' ')).sort()

describe('both syncs of the synthetic homeserver', () => {
  test('tell of the same rooms in the same way', async (context) => {
    const client = await openClient(context)
    const [{ body: slid }, { body: synced }] = [await client.slide({ rooms: 40 }), await client.sync()]
    assert.equal(at(slid, 'lists', 'all', 'count'), 40)
    const invited = keysAt(synced, 'rooms', 'invite')
    const joined = keysAt(synced, 'rooms', 'join')
    assert.deepEqual([...joined, ...invited].sort(), keysAt(slid, 'rooms').toSorted())
    assert.deepEqual(keysAt(slid, 'rooms').filter((roomId) => at(slid, 'rooms', roomId, 'invite_state') !== undefined), invited)
    for (const roomId of joined) {
      const [one, other] = [at(slid, 'rooms', roomId), at(synced, 'rooms', 'join', roomId)]
      assert.deepEqual(idsOf(list(one, 'timeline')), idsOf(list(other, 'timeline', 'events')), roomId)
      assert.equal(at(one, 'prev_batch'), at(other, 'timeline', 'prev_batch'))
      assert.equal(at(one, 'joined_count'), at(other, 'summary', 'm.joined_member_count'))
      const before = list(other, 'state', 'events')
      const after = new Map([...before, ...list(other, 'timeline', 'events').filter((event) => event['state_key'] !== undefined)]
        .map((event) => [`${String(event['type'])} ${String(event['state_key'])}`, event]))
      assert.deepEqual(stateOf([...after.values()]), stateOf(list(one, 'required_state')))
      const heroes = list(one, 'heroes').map((hero) => hero['user_id'])
      assert.deepEqual(at(other, 'summary', 'm.heroes') ?? [], heroes)
    }
    assert.deepEqual(list(slid, 'extensions', 'account_data', 'global'), list(synced, 'account_data', 'events'))
  })

  test('tell of what happens afterwards once, and say nothing when there is nothing', async (context) => {
    const client = await openClient(context)
    const { world } = client.homeserver.service
    const [first, begun] = [await client.slide({ rooms: 40 }), await client.sync()]
    client.homeserver.traffic.burst(300)
    const [{ body: slid }, { body: synced }] = [
      await client.slide({ pos: String(first.body['pos']), rooms: 40, limit: 50 }), await client.sync({ since: String(begun.body['next_batch']), limit: 50 }),
    ]
    let told = 0
    for (const roomId of keysAt(synced, 'rooms', 'join')) {
      const events = idsOf(list(synced, 'rooms', 'join', roomId, 'timeline', 'events'))
      const facts = world.room(roomId)
      assert.ok(facts)
      const all = Array.from({ length: world.lengthOf(facts) - facts.length }, (_, place) => world.events.idOf(facts, facts.length + place))
      assert.deepEqual(events, all.slice(-50))
      // The limit was raised, so more than the news are told.
      assert.equal(at(slid, 'rooms', roomId, 'unstable_expanded_timeline'), true)
      assert.equal(at(slid, 'rooms', roomId, 'limited'), world.lengthOf(facts) > 50)
      assert.deepEqual(idsOf(list(slid, 'rooms', roomId, 'timeline')).slice(-events.length), events)
      told += all.length
    }
    assert.equal(told, 300)
    const [after, later] = [
      await client.slide({ pos: String(slid['pos']), rooms: 40, limit: 50 }), await client.sync({ since: String(synced['next_batch']) }),
    ]
    assert.deepEqual(at(after.body, 'rooms'), {})
    assert.deepEqual(at(later.body, 'rooms', 'join'), {})
  })

  test('a room that had news while nobody asked for it tells all of them later', async (context) => {
    const client = await openClient(context)
    const { world } = client.homeserver.service
    const first = await client.slide({ rooms: 40 })
    const last = world.order.rooms.findLast(({ isInvite, kind }) => !isInvite && kind === 'group')
    assert.ok(last)
    const index = world.append(last, { type: 'm.room.topic', stateKey: '', sender: '@ada:bench.test', content: { topic: 'News' }, by: undefined })
    for (const facts of world.order.rooms.filter(({ isInvite }) => !isInvite).slice(1, 10)) world.append(facts)
    const narrow = await client.slide({ pos: String(first.body['pos']), rooms: 3 })
    assert.equal(at(narrow.body, 'rooms', last.roomId), undefined)
    const wide = await client.slide({ pos: String(narrow.body['pos']), rooms: 40 })
    assert.deepEqual(keysAt(wide.body, 'rooms').includes(last.roomId), true)
    assert.deepEqual(idsOf(list(wide.body, 'rooms', last.roomId, 'timeline')), [world.events.idOf(last, index)])
    assert.deepEqual(idsOf(list(wide.body, 'rooms', last.roomId, 'required_state')).includes(world.events.idOf(last, index)), true)
  })

  test('hold a question back until there is something to tell', async (context) => {
    const client = await openClient(context)
    const [first, begun] = [await client.slide(), await client.sync()]
    const waiting = Promise.all([
      client.slide({ pos: String(first.body['pos']), timeoutMs: 20_000 }), client.sync({ since: String(begun.body['next_batch']), timeoutMs: 20_000 }),
    ])
    const [facts] = client.homeserver.service.world.order.rooms
    assert.ok(facts)
    const room = `v3/rooms/${encodeURIComponent(facts.roomId)}`
    const sent = await client.ask('PUT', `${room}/send/m.room.message/cw1`, { msgtype: 'm.text', body: 'Hello' })
    const again = await client.ask('PUT', `${room}/send/m.room.message/cw1`, { msgtype: 'm.text', body: 'Hello' })
    assert.deepEqual(again.body, sent.body)
    const [slid, synced] = await waiting
    for (const [event] of [list(slid.body, 'rooms', facts.roomId, 'timeline'), list(synced.body, 'rooms', 'join', facts.roomId, 'timeline', 'events')]) {
      assert.equal(event?.['event_id'], sent.body['event_id'])
      assert.equal(at(event, 'unsigned', 'transaction_id'), 'cw1')
    }
  })

  test('a lost answer of sliding sync can be asked for again, and an older position not', async (context) => {
    const client = await openClient(context)
    const first = await client.slide({ rooms: 5 })
    const pos = String(first.body['pos'])
    const [lost, again] = [await client.slide({ pos, rooms: 10 }), await client.slide({ pos, rooms: 10 })]
    assert.equal(keysAt(lost.body, 'rooms').length, 5)
    assert.deepEqual(keysAt(again.body, 'rooms'), keysAt(lost.body, 'rooms'))
    await client.slide({ pos: String(again.body['pos']), rooms: 10 })
    const refused = await client.slide({ pos, rooms: 10 })
    assert.deepEqual([refused.status, refused.body['errcode']], [400, 'M_UNKNOWN_POS'])
  })

  test('a room that is opened gets a longer timeline', async (context) => {
    const client = await openClient(context)
    const first = await client.slide({ limit: 5 })
    const roomId = keysAt(first.body, 'rooms').find((id) => at(first.body, 'rooms', id, 'limited') === true) ?? ''
    const { body } = await client.slide({
      pos: String(first.body['pos']), limit: 5, subscribe: { [roomId]: { timeline_limit: 9, required_state: [['m.room.name', '']] } },
    })
    assert.deepEqual(keysAt(body, 'rooms'), [roomId])
    assert.equal(at(body, 'rooms', roomId, 'unstable_expanded_timeline'), true)
    assert.equal(list(body, 'rooms', roomId, 'timeline').length, 9)
  })

  test('state that is asked for later comes although it did not change, once', async (context) => {
    const client = await openClient(context)
    const first = await client.slide({ required: [['m.room.name', '']] })
    const typesIn = (body: Json) => new Set(keysAt(body, 'rooms').flatMap((id) => list(body, 'rooms', id, 'required_state').map(({ type }) => type)))
    assert.deepEqual([...typesIn(first.body)], ['m.room.name'])
    const required = [['m.room.name', ''], ['m.room.create', ''], ['m.room.member', '$ME']] as const
    const { body } = await client.slide({ pos: String(first.body['pos']), required })
    assert.deepEqual([...typesIn(body)].toSorted(), ['m.room.create', 'm.room.member'])
    assert.deepEqual(keysAt(body, 'rooms').filter((id) => at(body, 'rooms', id, 'initial') === true), [])
    const after = await client.slide({ pos: String(body['pos']), required })
    assert.deepEqual(at(after.body, 'rooms'), {})
  })

  test('receipts, marks, tags and account data that are set come back', async (context) => {
    const client = await openClient(context)
    const first = await client.slide()
    const { world } = client.homeserver.service
    const facts = world.order.rooms.find(({ isInvite, kind }) => !isInvite && kind === 'group')
    assert.ok(facts)
    const room = `v3/rooms/${encodeURIComponent(facts.roomId)}`
    const eventId = world.events.idOf(facts, facts.length - 1)
    await client.ask('POST', `${room}/read_markers`, { 'm.fully_read': eventId, 'm.read': eventId })
    await client.ask('PUT', `v3/user/@ada:bench.test/rooms/${encodeURIComponent(facts.roomId)}/tags/m.favourite`, { order: 0.5 })
    await client.ask('PUT', 'v3/user/@ada:bench.test/account_data/org.example', { a: 1 })
    await client.ask('PUT', `${room}/typing/@bob:bench.test`, { typing: true })
    const { extensions } = (await client.slide({ pos: String(first.body['pos']) })).body
    const types = list(extensions, 'account_data', 'rooms', facts.roomId).map((event) => event['type'])
    assert.deepEqual([types.includes('m.fully_read'), types.includes('m.tag')], [true, true])
    assert.deepEqual(list(extensions, 'account_data', 'global').at(-1), { type: 'org.example', content: { a: 1 } })
    assert.deepEqual(keysAt(extensions, 'receipts', 'rooms', facts.roomId, 'content', eventId, 'm.read'), ['@ada:bench.test'])
    assert.deepEqual(at(extensions, 'typing', 'rooms', facts.roomId, 'content', 'user_ids'), ['@bob:bench.test'])
  })
})
