import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reader } from '../../../harness/homeserver/world/aggregations.ts'
import type { PlainEvent } from '../../../harness/homeserver/world/events.ts'
import { countPresent } from '../../../harness/homeserver/world/membership.ts'
import { myUserId } from '../../../harness/homeserver/world/people.ts'
import type { RoomFacts } from '../../../harness/homeserver/world/room-facts.ts'
import { World } from '../../../harness/homeserver/world/world.ts'

const reader: Reader = { deviceId: 'NONE', sealed: () => ({}) }
const size = { rooms: 60, events: 20_000, largestRoom: 1_000 }

const histories = new Map<RoomFacts, readonly PlainEvent[]>()

function history(world: World, facts: RoomFacts): readonly PlainEvent[] {
  const events = histories.get(facts) ?? Array.from({ length: facts.length }, (_, index) => world.aggregations.told(facts, index, reader))
  histories.set(facts, events)
  return events
}

function roomOf(world: World, fits: (facts: RoomFacts) => boolean): RoomFacts {
  const facts = world.rooms.find(fits)
  if (facts === undefined) throw new Error('The world has no such room')
  return facts
}

describe('a synthetic world', () => {
  const world = new World({ seed: 5, ...size })

  test('follows from its seed, whatever is asked for first', () => {
    const again = new World({ seed: 5, ...size })
    assert.deepEqual(again.rooms, world.rooms)
    for (const facts of world.rooms) {
      for (const index of [facts.length - 1, 0, Math.floor(facts.length / 2)]) {
        assert.deepEqual(again.aggregations.told(facts, index, reader), world.aggregations.told(facts, index, reader))
      }
    }
    assert.notDeepEqual(new World({ seed: 6, ...size }).rooms, world.rooms)
  })

  test('has as many rooms and events as were asked for, and most of them in few rooms', () => {
    assert.equal(world.rooms.length, 60)
    assert.ok(world.eventCount > 20_000 && world.eventCount < 23_000, String(world.eventCount))
    const busiest = world.rooms.slice(0, 6).reduce((sum, { length }) => sum + length, 0)
    assert.ok(busiest > world.eventCount / 2, String(busiest))
  })

  test('has rooms of every kind, with pictures, edits, reactions, answers, threads and redactions in believable shares', () => {
    const kinds = new Set(new World({ seed: 5, rooms: 400, events: 2_000 }).rooms.map(({ kind, isInvite }) => isInvite ? 'invite' : kind))
    assert.deepEqual([...kinds].sort(), ['direct', 'group', 'invite', 'space'])
    const events = history(world, roomOf(world, ({ number }) => number === 1))
    const share = (is: (event: PlainEvent) => boolean): number => 100 * events.filter(is).length / events.length
    const relation = ({ content }: PlainEvent): string => JSON.stringify(content['m.relates_to'] ?? {})
    const shares = {
      reactions: share(({ type }) => type === 'm.reaction'),
      edits: share((event) => relation(event).includes('m.replace')),
      threads: share((event) => relation(event).includes('m.thread')),
      answers: share((event) => relation(event).startsWith('{"m.in_reply_to"')),
      pictures: share(({ content }) => content['msgtype'] === 'm.image'),
      redactions: share(({ type }) => type === 'm.room.redaction'),
    }
    for (const [what, percent] of Object.entries(shares)) assert.ok(percent > 0.2 && percent < 15, `${what}: ${percent}%`)
  })

  test('knows the state of a room without going through its history, and it is what the history says', () => {
    for (const facts of world.rooms) {
      const folded = new Map<string, number>()
      for (const [index, { type, state_key: stateKey }] of history(world, facts).entries()) {
        if (stateKey !== undefined) folded.set(`${type}\0${stateKey}`, index)
      }
      for (const [key, index] of folded) {
        const [type = '', stateKey = ''] = key.split('\0')
        assert.equal(world.states.indexOf(facts, type, stateKey, facts.length), index, `${facts.kind} ${facts.number}: ${type} ${stateKey}`)
      }
      const others = [...folded.keys()].filter((key) => !key.startsWith('m.room.member\0')).sort()
      assert.deepEqual(world.states.otherKeys(facts, facts.length).map(([type, stateKey]) => `${type}\0${stateKey}`).sort(), others)
    }
  })

  test('counts as joined who came and did not leave', () => {
    for (const facts of world.rooms) {
      const joined = new Set<string>()
      for (const { type, state_key: userId = '', content } of history(world, facts)) {
        if (type !== 'm.room.member') continue
        if (content['membership'] === 'join') joined.add(userId)
        else joined.delete(userId)
      }
      assert.equal(countPresent(facts) + 1, joined.size, `room ${facts.number}`)
      assert.ok(joined.has(myUserId))
    }
  })

  test('lets nobody speak before they came or after they left', () => {
    for (const facts of world.rooms.slice(0, 20)) {
      const joined = new Set<string>([history(world, facts)[0]?.sender ?? ''])
      for (const { type, state_key: userId, sender, content } of history(world, facts)) {
        if (type === 'm.room.member' && userId !== undefined && content['membership'] === 'join') joined.add(userId)
        assert.ok(joined.has(sender), `room ${facts.number}: ${sender} is not there`)
        if (content['membership'] === 'leave' && userId !== undefined) joined.delete(userId)
      }
    }
  })

  test('gives every event an id of its own that tells where it is, and times that only grow', () => {
    const ids = new Set<string>()
    let events = 0
    for (const facts of world.rooms) {
      let before = -Infinity
      for (const [index, { event_id: eventId, origin_server_ts: ts }] of history(world, facts).entries()) {
        assert.equal(world.indexOf(facts, eventId), index)
        assert.ok(ts >= before && Number.isSafeInteger(ts), `room ${facts.number}, event ${index}: ${before} then ${ts}`)
        before = ts
        ids.add(eventId)
        events += 1
      }
      assert.equal(world.room(facts.roomId), facts)
    }
    assert.equal(ids.size, events)
    const [first, second] = world.rooms
    assert.ok(first && second)
    assert.equal(world.indexOf(first, world.events.idOf(second, 3)), undefined)
    assert.equal(world.indexOf(first, `$${'x'.repeat(43)}`), undefined)
  })

  test('points only at what was there before, edits by their senders, and tells of it beside the event', () => {
    let [edits, redactions, threads] = [0, 0, 0]
    for (const facts of world.rooms.slice(0, 10)) {
      const known = new Map<string, PlainEvent>()
      for (const [index, event] of history(world, facts).entries()) {
        const plain = world.events.plain(facts, index)
        const target = plain.redacts ?? /"event_id":"(\$[0-9a-z]+)"/.exec(JSON.stringify(plain.content['m.relates_to'] ?? {}))?.[1]
        if (target !== undefined) assert.ok(known.has(target), `room ${facts.number}, event ${index}`)
        if (plain.redacts !== undefined) {
          const gone = world.aggregations.told(facts, world.indexOf(facts, plain.redacts) ?? -1, reader)
          assert.deepEqual(gone.content, {})
          assert.equal(gone.unsigned?.['redacted_by'], plain.event_id)
          redactions += 1
        }
        const bundled = JSON.stringify(event.unsigned?.['m.relations'] ?? {})
        if (bundled.startsWith('{"m.replace"')) edits += 1
        if (bundled.includes('"m.thread":')) threads += 1
        if (JSON.stringify(plain.content['m.relates_to'] ?? {}).includes('m.replace')) assert.equal(plain.sender, known.get(target ?? '')?.sender)
        known.set(plain.event_id, plain)
      }
    }
    assert.ok(edits > 100 && redactions > 50 && threads > 50, JSON.stringify({ edits, redactions, threads }))
  })

  test('speaks several languages, one of them without spaces, the first words of each far more often than the others', () => {
    const { vocabulary } = world.cast
    const said = world.rooms.slice(0, 20).flatMap((facts) => history(world, facts).map(({ content }) => String(content['body'] ?? '')))
    const counts = new Map<string, number>()
    for (const body of said) for (const word of body.toLowerCase().split(/[^\p{L}]+/u)) counts.set(word, (counts.get(word) ?? 0) + 1)
    const countOf = (word: string): number => counts.get(word.toLowerCase()) ?? 0
    assert.ok(countOf(vocabulary.word('north', 0)) > 20 * countOf(vocabulary.word('north', 3_000)))
    assert.ok(said.some((body) => /^[\u4e00-\u9fff，。？！!]{12,}$/.test(body)), 'nobody speaks han')
    for (const language of ['south', 'cyrillic', 'greek'] as const) assert.ok(countOf(vocabulary.word(language, 0)) > 0, language)
  })

  test('grows: what happens live follows from its index, and what is sent is kept as it was sent', () => {
    const growing = new World({ seed: 5, ...size, clock: () => Date.UTC(2026, 5, 1) })
    const facts = roomOf(growing, ({ kind }) => kind === 'group')
    const index = growing.append(facts)
    const written = growing.append(facts, {
      type: 'm.room.topic', stateKey: '', sender: myUserId, content: { topic: 'News' }, by: { deviceId: 'NONE', txnId: 'cw1' },
    })
    growing.append(facts, { type: 'm.room.redaction', stateKey: undefined, sender: myUserId, content: {}, redacts: index, by: undefined })
    assert.deepEqual(growing.aggregations.told(facts, index, reader).content, {})
    const told = growing.aggregations.told(facts, written, reader)
    assert.deepEqual([told.content, told.origin_server_ts, told.unsigned?.['transaction_id']], [{ topic: 'News' }, Date.UTC(2026, 5, 1), 'cw1'])
    assert.equal(growing.states.indexOf(facts, 'm.room.topic', '', growing.lengthOf(facts)), written)
    assert.equal(growing.lengthOf(facts, 1), index + 1)
    assert.equal(growing.order.rooms[0], facts)
  })
})
