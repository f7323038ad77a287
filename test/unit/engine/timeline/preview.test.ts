import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEvent } from '../../../../main/engine/store/tables/events.ts'
import { readPreview } from '../../../../main/engine/timeline/preview.ts'
import type { Preview } from '../../../../preload/contract/index.ts'
import { anna, edit, event, idOf, me, redaction, roomId, RoomFixture } from './room-fixture.ts'

function previewOf(room: RoomFixture, name: string): Preview | null {
  return room.store.read((reader) => {
    const record = readEvent(reader, room.room, idOf(name))
    return record ? readPreview(reader, { room: room.room, roomId, event: record.event, me }) : null
  })
}

test('a message is one line of its newest words', (context) => {
  const room = new RoomFixture(context)
  room.append([event('a'), edit('e', 'a', 'two\nlines')])
  assert.deepEqual(previewOf(room, 'a'), {
    sender: { userId: anna, name: anna, avatar: null }, isMine: false, kind: 'text', text: 'two lines', line: null,
  })
})

test('a formatted message is shown as it reads, and a spoiler stays hidden', (context) => {
  const room = new RoomFixture(context)
  const html = { format: 'org.matrix.custom.html', formatted_body: '<b>He</b> <span data-mx-spoiler>dies</span>' }
  room.append([event('a', { content: { msgtype: 'm.text', body: '**He** dies', ...html } })])
  assert.equal(previewOf(room, 'a')?.text, 'He ▒▒▒▒')
})

test('a file is its name, and what cannot be read has no words', (context) => {
  const room = new RoomFixture(context)
  room.append([
    event('f', { sender: me.userId, content: { msgtype: 'm.file', body: 'plan.pdf', url: 'mxc://example.org/f' } }),
    event('x', { type: 'm.room.encrypted', content: {} }),
  ])
  assert.deepEqual([previewOf(room, 'f')?.kind, previewOf(room, 'f')?.text, previewOf(room, 'f')?.isMine], ['file', 'plan.pdf', true])
  assert.deepEqual([previewOf(room, 'x')?.kind, previewOf(room, 'x')?.text], ['unreadable', ''])
})

test('what was taken back has none', (context) => {
  const room = new RoomFixture(context)
  room.append([event('a'), redaction('r', 'a')])
  assert.equal(previewOf(room, 'a'), null)
})
