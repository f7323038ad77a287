import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editContent, fileContent, noRelations, textContent } from '../../../../main/engine/sending/message-content.ts'
import type { ContentUri, EventId, UserId } from '../../../../preload/contract/index.ts'

const me = '@me:example.org' as UserId
const anna = '@anna:example.org' as UserId
const bob = '@bob:example.org' as UserId
const event = '$event' as EventId
const plain = (body: string) => ({ body, formattedBody: null })

test('a plain text says that it mentions nobody', () => {
  assert.deepEqual(textContent(plain('hello'), 'text', [], noRelations, me), { msgtype: 'm.text', body: 'hello', 'm.mentions': {} })
})

test('an answer calls whom it answers, once, and never me', () => {
  const answering = (sender: UserId) => ({ replyTo: { eventId: event, sender }, thread: null })
  const content = textContent(plain('yes'), 'text', [anna], answering(anna), me)
  assert.deepEqual(content['m.mentions'], { user_ids: [anna] })
  assert.deepEqual(content['m.relates_to'], { 'm.in_reply_to': { event_id: event } })
  assert.deepEqual(textContent(plain('yes'), 'text', [], answering(me), me)['m.mentions'], {})
})

test('a message in a thread falls back to the newest for those who know no threads, unless it answers one', () => {
  const thread = { root: '$root' as EventId, latest: '$latest' as EventId }
  assert.deepEqual(textContent(plain('a'), 'text', [], { replyTo: null, thread }, me)['m.relates_to'], {
    rel_type: 'm.thread', event_id: '$root', is_falling_back: true, 'm.in_reply_to': { event_id: '$latest' },
  })
  assert.deepEqual(textContent(plain('a'), 'text', [], { replyTo: { eventId: event, sender: null }, thread }, me)['m.relates_to'], {
    rel_type: 'm.thread', event_id: '$root', is_falling_back: false, 'm.in_reply_to': { event_id: '$event' },
  })
})

test('an edit carries the whole new text, a fallback, and calls only whom the first text did not', () => {
  const original = { msgtype: 'm.notice', body: 'old', 'm.mentions': { user_ids: [anna] } }
  const content = editContent(original, event, { body: 'new', formattedBody: '<b>new</b>' }, [anna, bob])
  assert.deepEqual(content, {
    msgtype: 'm.notice',
    body: '* new',
    format: 'org.matrix.custom.html',
    formatted_body: '* <b>new</b>',
    'm.mentions': { user_ids: [bob] },
    'm.new_content': {
      msgtype: 'm.notice',
      body: 'new',
      format: 'org.matrix.custom.html',
      formatted_body: '<b>new</b>',
      'm.mentions': { user_ids: [anna, bob] },
    },
    'm.relates_to': { rel_type: 'm.replace', event_id: event },
  })
})

test('editing a picture changes its caption and keeps the picture', () => {
  const original = {
    msgtype: 'm.image',
    body: 'boat.jpg',
    url: 'mxc://example.org/a',
    info: { w: 1 },
    'm.relates_to': { 'm.in_reply_to': { event_id: '$x' } },
  }
  const content = editContent(original, event, plain('Our boat'), [])
  assert.deepEqual(content['m.new_content'], {
    msgtype: 'm.image', body: 'Our boat', filename: 'boat.jpg', url: 'mxc://example.org/a', info: { w: 1 }, 'm.mentions': {},
  })
  assert.deepEqual(content['m.relates_to'], { rel_type: 'm.replace', event_id: event })
})

test('a file is sent as what it is, with its caption as the body', () => {
  const file = { uri: 'mxc://example.org/a' as ContentUri, name: 'boat.jpg', mimetype: 'image/jpeg', size: 10, width: 4, height: 3 }
  assert.deepEqual(fileContent(file, plain('Our boat'), false, noRelations, me), {
    msgtype: 'm.image',
    body: 'Our boat',
    filename: 'boat.jpg',
    url: file.uri,
    info: { mimetype: 'image/jpeg', size: 10, w: 4, h: 3 },
    'm.mentions': {},
  })
  assert.equal(fileContent({ ...file, mimetype: 'text/plain' }, null, false, noRelations, me)['msgtype'], 'm.file')
  const voice = fileContent({ ...file, mimetype: 'audio/ogg', duration: 2000 }, null, true, noRelations, me)
  assert.equal(voice['msgtype'], 'm.audio')
  assert.deepEqual(voice['org.matrix.msc3245.voice'], {})
})
