import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { addToOutbox, markDone, markFailed, readOperation } from '../../../../../main/engine/store/tables/outbox.ts'
import type { LocalId } from '../../../../../preload/contract/index.ts'
import { anna, event, idOf, me, reaction, redaction, roomId, RoomFixture } from '../room-fixture.ts'

class SendingRoom extends RoomFixture {
  #last = 0

  /** Puts an operation into the outbox. */
  ask(kind: string, input: Record<string, unknown>): LocalId {
    const localId = `cw${(this.#last += 1)}` as LocalId
    const json = JSON.stringify({ kind, roomId, ...input })
    this.store.write((writer) => addToOutbox(writer, { localId, roomId, kind, input: json, createdTs: 7 }))
    return localId
  }

  done(localId: LocalId, name: string): void {
    this.store.write((writer) => {
      const record = readOperation(writer, localId)
      if (record) markDone(writer, record, { eventId: idOf(name) })
    })
  }

  fail(localId: LocalId): void {
    this.store.write((writer) => {
      const record = readOperation(writer, localId)
      if (record) markFailed(writer, record, 'forbidden', 'You may not write here.')
    })
  }

  last() {
    const row = this.rows().at(-1)
    assert.ok(row)
    return row
  }
}

const text = (words: string, more: Record<string, unknown> = {}) =>
  ({ text: words, format: 'markdown', style: 'text', mentions: [], ...more })

describe('a message that waits', () => {
  test('stands at the live end, and becomes the event under the same key', (context) => {
    const room = new SendingRoom(context)
    room.append([event('a')])
    const localId = room.ask('message', text('**hi**'))
    const { key, eventId, state, plain, content } = room.last()
    assert.deepEqual([key, eventId, state, plain], [localId, null, 'sending', '**hi**'])
    const body = [{ type: 'element', tag: 'strong', children: [{ type: 'text', text: 'hi' }] }]
    assert.deepEqual(content, { type: 'text', body, isOnlyEmoji: false })

    room.done(localId, 'b')
    assert.deepEqual([room.last().key, room.last().state, room.last().eventId], [localId, 'sent', idOf('b')])

    room.append([event('b', { sender: me.userId, unsigned: { transaction_id: localId } })])
    assert.deepEqual(room.rows().map(({ key }) => key), [idOf('a'), localId])
    assert.deepEqual([room.last().eventId, room.last().state], [idOf('b'), 'sent'])
  })

  test('is not shown in a window that does not reach the live end', (context) => {
    const room = new SendingRoom(context)
    room.append([event('a'), event('b')])
    room.ask('message', text('hi'))
    assert.equal(room.read({ kind: 'before', eventId: idOf('b'), count: 5 }).rows.length, 1)
  })

  test('that failed says why', (context) => {
    const room = new SendingRoom(context)
    room.fail(room.ask('message', text('hi')))
    assert.deepEqual([room.last().state, room.last().reason, room.last().can.redact], ['failed', 'You may not write here.', true])
  })

  test('shows what it answers, its style and how far its file is', (context) => {
    const room = new SendingRoom(context)
    room.append([event('a')])
    room.ask('message', text('waves', { replyTo: idOf('a'), style: 'emote' }))
    assert.deepEqual([room.last().kind, room.last().replyTo?.text], ['emote', 'a'])
    const file = { uri: 'mxc://outbox.invalid/abc', name: 'cat.png', mimetype: 'image/png', size: 5, width: 3, height: 4 }
    room.ask('file', { file, caption: 'my cat', isVoice: false })
    const row = room.read(undefined, { progressOf: () => 0.5 }).rows.at(-1)
    assert.deepEqual([row?.kind, row?.plain, row?.progress], ['image', 'my cat', 0.5])
    assert.equal(row?.content.type === 'attachment' && row.content.attachment.picture?.width, 3)
    assert.equal(row?.content.type === 'attachment' && row.content.attachment.size, 5)
  })
})

describe('what waits to be done to a message', () => {
  const mine = (name: string, more: Record<string, unknown> = {}) => event(name, { sender: me.userId, ...more })

  test('an edit is seen at once, and stays as the server sends it', (context) => {
    const room = new SendingRoom(context)
    room.append([mine('a')])
    const localId = room.ask('edit', { ...text('new'), target: idOf('a') })
    const { plain, isEdited, state, key } = room.row('a')
    assert.deepEqual([plain, isEdited, state, key], ['new', true, 'sending', idOf('a')])
    room.done(localId, 'e')
    assert.deepEqual([room.row('a').plain, room.row('a').state], ['new', 'sent'])
  })

  test('an edit that failed keeps the words, and is named so that it can be tried again', (context) => {
    const room = new SendingRoom(context)
    room.append([mine('a')])
    const localId = room.ask('edit', { ...text('new'), target: idOf('a') })
    room.fail(localId)
    const row = room.row('a')
    assert.deepEqual([row.plain, row.state, row.localId, row.reason], ['new', 'failed', localId, 'You may not write here.'])
  })

  test('a reaction is counted once, before and after the server has it', (context) => {
    const room = new SendingRoom(context)
    room.append([event('a'), reaction('x', 'a', '👍')])
    const localId = room.ask('react', { target: idOf('a'), key: '👍' })
    const counts = () => room.row('a').reactions.map(({ key, count, mine: isMine }) => [key, count, isMine])
    assert.deepEqual(counts(), [['👍', 2, true]])
    room.done(localId, 'y')
    assert.deepEqual(counts(), [['👍', 2, true]])
    room.append([reaction('y', 'a', '👍', { sender: me.userId })])
    assert.deepEqual(counts(), [['👍', 2, true]])
  })

  test('a reaction that is taken back is gone at once', (context) => {
    const room = new SendingRoom(context)
    room.append([event('a'), reaction('x', 'a', '👍', { sender: me.userId }), reaction('y', 'a', '🎉', { sender: anna })])
    room.ask('redact', { target: idOf('x') })
    assert.deepEqual(room.row('a').reactions.map(({ key }) => key), ['🎉'])
  })

  test('a message that is taken back is gone at once, and back if the server refuses', (context: TestContext) => {
    const room = new SendingRoom(context)
    room.append([mine('a')])
    const localId = room.ask('redact', { target: idOf('a'), reason: 'typo' })
    assert.deepEqual([room.row('a').isRedacted, room.row('a').plain, room.row('a').state], [true, '', 'sending'])
    room.fail(localId)
    assert.deepEqual([room.row('a').isRedacted, room.row('a').plain, room.row('a').state], [false, 'a', 'failed'])
  })

  test('once the server has sent it back the outbox adds nothing', (context) => {
    const room = new SendingRoom(context)
    room.append([mine('a')])
    const localId = room.ask('redact', { target: idOf('a') })
    room.done(localId, 'r')
    room.append([redaction('r', 'a', { sender: me.userId })])
    assert.deepEqual([room.row('a').isRedacted, room.row('a').state], [true, 'sent'])
  })
})
