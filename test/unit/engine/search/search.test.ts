import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { EventId } from '../../../../preload/contract/ids.ts'
import { takeInNew } from '../../../../main/engine/search/keep-index.ts'
import { searchMessages, type Hits } from '../../../../main/engine/search/search.ts'
import { anna, bob, edit, event, idOf, me, redaction, RoomFixture, roomId } from '../timeline/room-fixture.ts'

const say = (name: string, body: string, more: Record<string, unknown> = {}) => event(name, { content: { msgtype: 'm.text', body }, ...more })

class Searched extends RoomFixture {
  search(query: string, more: { readonly limit?: number; readonly before?: string } = {}): Hits {
    takeInNew(this.store)
    const input = { me, query, roomId: null, limit: 20, before: null, ...more }
    return this.store.read((reader) => searchMessages(reader, input))
  }

  ids(query: string): readonly EventId[] {
    return this.search(query).hits.map(({ eventId }) => eventId)
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
    assert.equal(room.store.read((reader) => reader.get('SELECT * FROM search_entry')), undefined)
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

  test('goes on where the one before ended', (t) => {
    const room = searchedRoom(t, Array.from({ length: 5 }, (_, at) => say(`e${at}`, 'same words', { origin_server_ts: 7 })))
    const first = room.search('words', { limit: 3 })
    assert.equal(first.hits.length, 3)
    const second = room.search('words', { limit: 3, before: first.next ?? '' })
    assert.equal(second.next, null)
    assert.equal(new Set([...first.hits, ...second.hits].map(({ eventId }) => eventId)).size, 5)
  })
})
