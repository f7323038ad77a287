import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { timelineJson } from '../../../main/cli/output/timeline-json.ts'
import { rowText } from '../../../main/cli/output/timeline-text.ts'
import type { EventId, LocalId, RoomId, TimelineRow, UserId } from '../../../preload/contract/index.ts'

const anna = { userId: '@anna:example.org' as UserId, name: 'Anna', avatar: null }

const row = (more: Partial<TimelineRow> = {}): TimelineRow => ({
  key: '$one', roomId: '!room:example.org' as RoomId, eventId: '$one' as EventId, localId: null, sender: anna, isMine: false,
  ts: 1_795_000_000_000, kind: 'text', content: { type: 'text', body: [{ type: 'text', text: 'Hello' }], isOnlyEmoji: false },
  plain: 'Hello', replyTo: null, thread: null, isEdited: false, isRedacted: false, mentionsMe: false, reactions: [], readBy: [],
  readByCount: 0, state: 'sent', decryption: 'none', undecrypted: null, shield: null, reason: null, progress: null,
  can: { edit: false, redact: false, react: true, reply: true }, ...more,
})

describe('a row for programs', () => {
  test('has exactly the documented keys', () => {
    assert.deepEqual(timelineJson(row()), {
      eventId: '$one', sender: '@anna:example.org', ts: 1_795_000_000_000, kind: 'text', body: 'Hello', edited: false, redacted: false,
      reactions: [], state: 'sent', decryption: 'none',
    })
  })

  test('names what it answers, its thread, its local id and its reactions', () => {
    const json = timelineJson(row({
      localId: 'cw1' as LocalId, thread: '$root' as EventId,
      replyTo: { eventId: '$zero' as EventId, sender: anna, kind: 'text', text: 'Hi', state: 'known' },
      reactions: [{ key: '👍', count: 2, mine: true, people: ['Anna', 'Bob'] }], isEdited: true,
    }))
    assert.deepEqual(
      [json.localId, json.thread, json.replyTo, json.edited, json.reactions],
      ['cw1', '$root', '$zero', true, [{ key: '👍', count: 2, mine: true }]],
    )
  })

  test('describes an attachment', () => {
    const picture = { url: 'x', thumbnailUrl: 'x', width: 640, height: 480, blurhash: null }
    const attachment = { name: 'bridge.png', size: 12, mimetype: 'image/png', picture, duration: null, caption: null }
    assert.deepEqual(timelineJson(row({ kind: 'image', content: { type: 'attachment', attachment }, plain: 'bridge.png' })).attachment, {
      name: 'bridge.png', mimetype: 'image/png', size: 12, width: 640, height: 480,
    })
  })

  test('has a reason and no text where it could not be read or was taken back', () => {
    const pending = timelineJson(row({ decryption: 'pending', plain: 'ciphertext', reason: 'The key has not come yet.' }))
    assert.deepEqual([pending.body, pending.reason], ['', 'The key has not come yet.'])
    const failed = timelineJson(row({ decryption: 'failed', plain: 'ciphertext' }))
    assert.equal(failed.body, '')
    assert.ok(failed.reason)
    const unreadable = timelineJson(row({ kind: 'unreadable', content: { type: 'unreadable', reason: 'It is malformed.' }, plain: 'x' }))
    assert.deepEqual([unreadable.body, unreadable.reason], ['', 'It is malformed.'])
    const redacted = timelineJson(row({ isRedacted: true, content: { type: 'redacted', by: null, reason: '' } }))
    assert.deepEqual([redacted.body, redacted.redacted, 'reason' in redacted], ['', true, false])
  })
})

describe('a row for people', () => {
  test('shows who said what, over several lines, with nothing that a terminal would obey', () => {
    const lines = rowText(row({ plain: 'one\n\u001b[2Jtwo', sender: { ...anna, name: 'An\u202ena' } })).split('\n')
    assert.match(lines[0] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d {2}An<U\+202E>na {2}\[\$one\]$/)
    assert.deepEqual(lines.slice(1), ['    one', '    ␛[2Jtwo'])
  })

  test('is honest about what was not sent, removed or cannot be read', () => {
    assert.match(
      rowText(row({ eventId: null, localId: 'cw1' as LocalId, state: 'failed', reason: 'The room is gone.' })),
      /\(not sent: The room is gone\.\) {2}\[cw1\]/,
    )
    assert.match(rowText(row({ isRedacted: true, content: { type: 'redacted', by: null, reason: '' } })), /\(removed\)/)
    assert.match(rowText(row({ decryption: 'failed', reason: 'No key.' })), /\(No key\.\)/)
    assert.match(rowText(row({ content: { type: 'gap', state: 'waiting', reason: null } })), /missing here/)
  })
})
