import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { EventId } from '../../../../preload/contract/ids.ts'
import { applyState, type StateEvent } from '../../../../main/engine/rooms/apply-state.ts'
import { prepareEvent, type PreparedEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import type { Hits } from '../../../../main/engine/search/search.ts'
import { anna, bob, edit, event, idOf, redaction, RoomFixture, roomId } from '../timeline/room-fixture.ts'
import { entriesIn, idsIn, say, searchIn } from './searched-room.ts'

const isState = (one: PreparedEvent | null): one is PreparedEvent & StateEvent => one !== null && one.stateKey !== null

class Searched extends RoomFixture {
  search(query: string, more: { readonly limit?: number; readonly before?: string } = {}): Hits {
    return searchIn(this.store, query, more)
  }

  ids(query: string): readonly EventId[] {
    return idsIn(this.store, query)
  }
}

const searchedRoom = (context: TestContext, events: readonly unknown[]): Searched => {
  const room = new Searched(context)
  room.append(events)
  return room
}

describe('a search', () => {
  test('finds what has all the words, newest first, the last as a beginning', (t) => {
    const room = searchedRoom(t, [
      say('a', 'The bridge is closed today', { origin_server_ts: 3_000 }),
      say('b', 'We met at the bridge, and it was closing', { origin_server_ts: 1_000 }),
      say('c', 'Something else', { origin_server_ts: 2_000 }),
    ])
    assert.deepEqual(room.ids('bridge clos'), [idOf('a'), idOf('b')])
    assert.deepEqual(room.ids('bridge closed'), [idOf('a')])
    assert.deepEqual(room.ids('brid closed'), [])
    assert.deepEqual(room.ids('brid* closed'), [idOf('a')])
    assert.deepEqual(room.ids('"the bridge"'), [idOf('a'), idOf('b')])
    assert.deepEqual(room.ids('"bridge the"'), [])
    assert.deepEqual(room.ids('bridge -today'), [idOf('b')])
    assert.deepEqual(room.ids('-bridge'), [idOf('c')])
  })

  test('finds an edited message by its new words alone, whichever of the two came first', (t) => {
    const room = searchedRoom(t, [say('a', 'lions'), edit('b', 'a', 'tigers')])
    assert.deepEqual(room.ids('tigers'), [idOf('a')])
    assert.deepEqual(room.ids('lions'), [])
    const other = searchedRoom(t, [edit('b', 'a', 'tigers'), say('a', 'lions')])
    assert.deepEqual(other.ids('tigers'), [idOf('a')])
    assert.deepEqual(other.ids('lions'), [])
    other.append([redaction('c', 'b')])
    assert.deepEqual(other.ids('tigers'), [])
    assert.deepEqual(other.ids('lions'), [idOf('a')])
  })

  test('finds nothing of what was taken back', (t) => {
    const room = searchedRoom(t, [say('a', 'secret plans')])
    assert.deepEqual(room.ids('secret'), [idOf('a')])
    room.append([redaction('b', 'a')])
    assert.deepEqual(room.ids('secret'), [])
    assert.deepEqual(entriesIn(room.store), [0, 0])
  })

  test('is narrowed down by who, where, when and what', (t) => {
    const room = searchedRoom(t, [
      say('a', 'see https://example.org', { sender: bob, origin_server_ts: Date.UTC(2024, 2, 14, 12) }),
      say('b', 'see you', { origin_server_ts: Date.UTC(2025, 5, 1, 12) }),
    ])
    assert.deepEqual(room.ids('see has:link'), [idOf('a')])
    assert.deepEqual(room.ids(`see from:${anna}`), [idOf('b')])
    assert.deepEqual(room.ids(`see -from:${anna}`), [idOf('a')])
    assert.deepEqual(room.ids(`in:${roomId} see`), [idOf('b'), idOf('a')])
    assert.deepEqual(room.ids('on:2024-03-14'), [idOf('a')])
    assert.deepEqual(room.ids('see after:2024'), [idOf('b')])
    assert.deepEqual(room.ids('see before:2025'), [idOf('a')])
    assert.throws(() => room.ids('before:yesterday'), /year/u)
  })

  test('finds files by their names and captions, and what they are', (t) => {
    const file = { msgtype: 'm.image', body: 'A sunset', filename: 'IMG_1234.png', url: 'mxc://example.org/a' }
    const room = searchedRoom(t, [say('a', 'sunset'), say('b', '', { content: file }), say('c', '', { content: { ...file, msgtype: 'm.file', url: 'no' } })])
    assert.deepEqual(room.ids('sunset has:image'), [idOf('b')])
    assert.deepEqual(room.ids('img 1234'), [idOf('b')])
    assert.deepEqual(room.ids('has:file'), [])
  })

  test('finds an answer by its own words and not by those it quotes', (t) => {
    const content = { msgtype: 'm.text', body: '> <@bob:example.org> the question\n\nno', 'm.relates_to': { 'm.in_reply_to': { event_id: idOf('a') } } }
    const room = searchedRoom(t, [say('a', 'the question'), say('b', '', { content })])
    assert.deepEqual(room.ids('question'), [idOf('a')])
    assert.deepEqual(room.ids('no'), [idOf('b')])
  })

  test('takes no words from others\' edits, and finds what calls for me and what was said in a thread', (t) => {
    const called = { msgtype: 'm.text', body: 'look here', 'm.mentions': { user_ids: ['@me:example.org'] } }
    const inThread = { msgtype: 'm.text', body: 'look there', 'm.relates_to': { rel_type: 'm.thread', event_id: idOf('a') } }
    const room = searchedRoom(t, [
      say('a', 'lions'), edit('x', 'a', 'tigers', { sender: bob }), say('b', '', { content: called }), say('c', '', { content: inThread }),
    ])
    assert.deepEqual(room.ids('tigers'), [])
    assert.deepEqual(room.ids('look mentions:me'), [idOf('b')])
    assert.deepEqual(room.ids('look is:thread'), [idOf('c')])
    assert.deepEqual(room.ids('look -is:thread -mentions:me'), [])
  })

  test('finds people by the beginning of their name or their local name', (t) => {
    const member = (userId: string, displayname: string) => event(userId, {
      type: 'm.room.member', state_key: userId, sender: userId, content: { membership: 'join', displayname },
    })
    const room = searchedRoom(t, [say('a', 'one'), say('b', 'two', { sender: bob })])
    room.store.write((writer) => applyState(writer, {
      room: room.room, roomId, events: [member(anna, 'Änne Müller'), member(bob, 'Robert')].map((raw) => prepareEvent(raw)).filter(isState),
    }))
    assert.deepEqual(room.ids('from:anne'), [idOf('a')])
    assert.deepEqual(room.ids('from:"Anne Muller"'), [idOf('a')])
    assert.deepEqual(room.ids('from:bob'), [idOf('b')])
    assert.deepEqual(room.ids('from:rob from:änne'), [idOf('b'), idOf('a')])
    assert.throws(() => room.ids('from:nobody'), /Nobody is called "nobody"/u)
    assert.throws(() => room.ids('in:nowhere'), /no room "nowhere"/u)
  })

  test('goes on where the one before ended', (t) => {
    const room = searchedRoom(t, Array.from({ length: 5 }, (_, at) => say(`e${at}`, 'same words', { origin_server_ts: 7 })))
    const first = room.search('words', { limit: 3 })
    assert.equal(first.hits.length, 3)
    const second = room.search('words', { limit: 3, before: first.next ?? '' })
    assert.equal(second.next, null)
    assert.equal(new Set([...first.hits, ...second.hits].map(({ eventId }) => eventId)).size, 5)
  })
})
