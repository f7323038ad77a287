import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { ContentUri, Line, TimelineRow } from '../../../../../preload/contract/index.ts'
import { encryptedFileJson, readEncryptedFile, tagOf } from '../../../../../main/engine/media/encrypted-file.ts'
import { applyState } from '../../../../../main/engine/rooms/apply-state.ts'
import { anna, bob, edit, event, me, redaction, roomId, RoomFixture } from '../room-fixture.ts'

const message = (name: string, content: Record<string, unknown>) => event(name, { content })

function rowOf(context: TestContext, raw: unknown): TimelineRow {
  const room = new RoomFixture(context)
  room.append([raw])
  const [row] = room.rows()
  assert.ok(row)
  return row
}

describe('a message', () => {
  test('is text, notice or emote, and its format becomes a tree', (context) => {
    const row = rowOf(context, message('a', {
      msgtype: 'm.notice', body: '**hi**', format: 'org.matrix.custom.html', formatted_body: '<strong>hi</strong><script>x</script>',
    }))
    assert.equal(row.kind, 'notice')
    assert.equal(row.plain, '**hi**')
    const body = [{ type: 'element', tag: 'strong', children: [{ type: 'text', text: 'hi' }] }]
    assert.deepEqual(row.content, { type: 'text', body, isOnlyEmoji: false })
  })

  test('whose HTML leaves nothing is shown by its plain text', (context) => {
    const row = rowOf(context, message('a', {
      msgtype: 'm.text', body: 'plain', format: 'org.matrix.custom.html', formatted_body: '<script>x</script>',
    }))
    assert.deepEqual(row.content, { type: 'text', body: [{ type: 'text', text: 'plain' }], isOnlyEmoji: false })
  })

  test('of a type that is not known is shown by its fallback', (context) => {
    const row = rowOf(context, message('a', { msgtype: 'com.example.dance', body: 'Anna dances' }))
    assert.equal(row.kind, 'other')
    assert.equal(row.plain, 'Anna dances')
  })

  test('that answers loses the quotation of old clients', (context) => {
    const row = rowOf(context, message('b', {
      msgtype: 'm.text', body: '> <@anna:example.org> first\n> line\n\nyes', format: 'org.matrix.custom.html',
      formatted_body: '<mx-reply><blockquote>first</blockquote></mx-reply>yes', 'm.relates_to': { 'm.in_reply_to': { event_id: '$a' } },
    }))
    assert.equal(row.plain, 'yes')
    assert.deepEqual(row.content.type === 'text' && row.content.body, [{ type: 'text', text: 'yes' }])
  })

  test('that quotes and answers nobody keeps what it quotes', (context) => {
    assert.equal(rowOf(context, message('a', { msgtype: 'm.text', body: '> quoted\nyes' })).plain, '> quoted\nyes')
  })

  test('that was edited shows the edit without its fallback, and what it answers stays', (context) => {
    const room = new RoomFixture(context)
    const relatesTo = { 'm.in_reply_to': { event_id: '$a' } }
    room.append([message('b', { msgtype: 'm.text', body: 'yes', 'm.relates_to': relatesTo }), edit('e', 'b', 'no')])
    const row = room.row('b')
    assert.deepEqual([row.plain, row.isEdited, row.replyTo?.eventId], ['no', true, '$a'])
  })

  test('that is malformed says so, in its row alone', (context) => {
    const room = new RoomFixture(context)
    const bad = [
      {}, { msgtype: 'm.text', body: 5 }, { msgtype: 7, body: null }, { msgtype: 'm.image', body: 'x.png' },
      { msgtype: 'm.text', body: ['x'] },
    ]
    room.append([...bad.map((content, at) => message(`bad${at}`, content)), event('good')])
    const kinds = room.rows().map(({ kind }) => kind)
    assert.deepEqual(kinds, [...bad.map(() => 'unreadable'), 'text'])
  })

  test('that is encrypted waits for its key where one can open it, and else says that none can', (context) => {
    const sealed = { algorithm: 'm.megolm.v1.aes-sha2', session_id: 's', ciphertext: 'AwgAEnAuOCnw' }
    const told = [sealed, { ...sealed, ciphertext: 'x' }].map((content) => rowOf(context, event('a', { type: 'm.room.encrypted', content })))
    assert.deepEqual(told.map(({ kind, plain, decryption, reason }) => ({ kind, plain, decryption, reason })), [
      { kind: 'unreadable', plain: '', decryption: 'pending', reason: 'The key to this message has not come yet. It is shown as soon as it does.' },
      { kind: 'unreadable', plain: '', decryption: 'failed', reason: 'This message is not encrypted in a way that can be read here.' },
    ])
  })

  test('that was taken back says by whom and why', (context) => {
    const room = new RoomFixture(context)
    room.append([event('a'), redaction('r', 'a', { sender: bob, content: { redacts: '$a', reason: 'spam' } })])
    const row = room.row('a')
    assert.deepEqual(row.content, { type: 'redacted', by: { userId: bob, name: bob, avatar: null }, reason: 'spam' })
    assert.deepEqual([row.isRedacted, row.plain, row.can.react], [true, '', false])
  })

  test('of emoji alone is drawn large', (context) => {
    const { content } = rowOf(context, message('a', { msgtype: 'm.text', body: '👍🎉' }))
    assert.equal(content.type === 'text' && content.isOnlyEmoji, true)
  })
})

describe('an attachment', () => {
  const info = { w: 640, h: 480, size: 1234, mimetype: 'image/png' }
  const image = { msgtype: 'm.image', url: 'mxc://example.org/cat', body: 'cat.png', info }
  const attachmentOf = (context: TestContext, content: Record<string, unknown>) => {
    const row = rowOf(context, message('a', content))
    return { kind: row.kind, plain: row.plain, attachment: row.content.type === 'attachment' ? row.content.attachment : null }
  }

  test('is described by what its sender says, where that makes sense', (context) => {
    const { attachment, plain } = attachmentOf(context, image)
    assert.equal(plain, 'cat.png')
    assert.deepEqual(attachment, {
      name: 'cat.png', size: 1234, mimetype: 'image/png', duration: null, caption: null,
      picture: {
        url: 'causeway-media://media/%40me%3Aexample.org/example.org/cat',
        thumbnailUrl: 'causeway-media://media/%40me%3Aexample.org/example.org/cat?w=800&h=600&m=scale',
        width: 640, height: 480, blurhash: null,
      },
    })
  })

  test('whose sender lies is described without the lies', (context) => {
    const { attachment } = attachmentOf(context, {
      ...image, body: '../../etc/passwd\u202Egnp',
      info: { w: -1, h: 1e308, size: '12', mimetype: 'text/html<script>', duration: 5, thumbnail_url: 'https://tracker.example' },
    })
    assert.deepEqual([attachment?.size, attachment?.mimetype], [null, 'application/octet-stream'])
    assert.deepEqual([attachment?.picture?.width, attachment?.picture?.height], [0, 0])
    assert.doesNotMatch(attachment?.name ?? '', /\u202E/u)
    assert.match(attachment?.picture?.thumbnailUrl ?? '', /^causeway-media:/u)
  })

  test('has a caption where the text is not its name', (context) => {
    const { attachment, plain } = attachmentOf(context, { ...image, filename: 'cat.png', body: 'my cat' })
    assert.deepEqual([attachment?.name, attachment?.caption, plain], ['cat.png', [{ type: 'text', text: 'my cat' }], 'my cat'])
    assert.equal(attachmentOf(context, { ...image, filename: 'cat.png', body: 'cat.png' }).attachment?.caption, null)
  })

  test('may be a voice message', (context) => {
    const { kind, attachment } = attachmentOf(context, {
      msgtype: 'm.audio', url: 'mxc://example.org/v', body: 'Voice',
      'org.matrix.msc3245.voice': {}, 'org.matrix.msc1767.audio': { duration: 3000 },
    })
    assert.deepEqual([kind, attachment?.duration], ['voice', 3000])
  })

  test('that is a video has the picture that its sender made', (context) => {
    const described = { w: 1, h: 2, duration: 9, thumbnail_url: 'mxc://example.org/t' }
    const video = { msgtype: 'm.video', url: 'mxc://example.org/v', body: 'v.mp4', info: described }
    assert.equal(attachmentOf(context, video).attachment?.picture?.url, 'causeway-media://media/%40me%3Aexample.org/example.org/t')
    assert.equal(attachmentOf(context, { ...video, info: {} }).attachment?.picture, null)
  })

  const sealed = (name: string) => encryptedFileJson({
    url: `mxc://example.org/${name}` as ContentUri, key: new Uint8Array(32).fill(7), iv: new Uint8Array(16), sha256: new Uint8Array(32),
  })
  const addressOf = (part: 'file' | 'thumbnail', name: string) =>
    `causeway-media://media/%40me%3Aexample.org/event/!room%3Aexample.org/%24a/${part}/${tagOf(readEncryptedFile(sealed(name)))}`

  test('that is encrypted is addressed by its event, without its key', (context) => {
    const { attachment } = attachmentOf(context, {
      ...image, url: undefined, file: sealed('cat'), info: { ...info, thumbnail_file: sealed('small'), thumbnail_url: 'mxc://example.org/open' },
    })
    assert.deepEqual([attachment?.picture?.url, attachment?.picture?.thumbnailUrl], [addressOf('file', 'cat'), addressOf('thumbnail', 'small')])
    assert.doesNotMatch(JSON.stringify(attachment), /BwcH/u)
  })

  test('that is encrypted and has no thumbnail is shown as it is, unless it is large', (context) => {
    const picture = (size: unknown, more = {}) =>
      attachmentOf(context, { ...image, url: undefined, file: sealed('cat'), info: { ...info, size, ...more } }).attachment?.picture
    assert.equal(picture(20 * 1024 * 1024)?.thumbnailUrl, addressOf('file', 'cat'))
    assert.equal(picture(20 * 1024 * 1024 + 1), null)
    assert.equal(picture(50_000_000, { thumbnail_file: sealed('small') })?.url, addressOf('file', 'cat'))
  })

  test('that is an encrypted video has the picture that its sender made, and no other', (context) => {
    const video = { msgtype: 'm.video', file: sealed('film'), body: 'v.mp4', info: { thumbnail_file: sealed('small') } }
    assert.equal(attachmentOf(context, video).attachment?.picture?.url, addressOf('thumbnail', 'small'))
    assert.equal(attachmentOf(context, { ...video, info: {} }).attachment?.picture, null)
  })

  test('that is encrypted in a way that makes no sense is named, and not shown', (context) => {
    for (const file of [{ url: 'mxc://example.org/x' }, { ...sealed('cat'), v: 'v9' }, { ...sealed('cat'), hashes: {} }]) {
      const { attachment } = attachmentOf(context, { ...image, file })
      assert.deepEqual([attachment?.name, attachment?.picture], ['cat.png', null])
    }
  })

  test('that is a sticker has no caption', (context) => {
    const row = rowOf(context, event('a', { type: 'm.sticker', content: { body: 'Wave', url: 'mxc://example.org/s', info: {} } }))
    assert.deepEqual([row.kind, row.plain], ['sticker', 'Wave'])
  })
})

describe('a line', () => {
  const lineOf = (context: TestContext, raw: unknown): Line | null => {
    const { content } = rowOf(context, raw)
    return content.type === 'line' ? content.line : null
  }
  const member = (membership: string, before: Record<string, unknown> | null, more: Record<string, unknown> = {}) => event('m', {
    type: 'm.room.member', state_key: bob, sender: bob, content: { membership, displayname: 'Bob' },
    unsigned: before === null ? {} : { prev_content: before }, ...more,
  })
  const by = { sender: anna }

  for (const [what, raw] of [
    ['joined', member('join', null)], ['joined', member('join', { membership: 'invite' })],
    ['left', member('leave', { membership: 'join' })],
    ['kicked', member('leave', { membership: 'join' }, by)], ['banned', member('ban', { membership: 'join' }, by)],
    ['unbanned', member('leave', { membership: 'ban' }, by)], ['invited', member('invite', null, by)], ['knocked', member('knock', null)],
    ['rejected-invite', member('leave', { membership: 'invite' })], ['withdrew-invite', member('leave', { membership: 'invite' }, by)],
    ['renamed', member('join', { membership: 'join', displayname: 'Robert' })],
    ['avatar', member('join', { membership: 'join', displayname: 'Bob', avatar_url: 'mxc://a/b' })],
    ['unchanged-member', member('join', { membership: 'join', displayname: 'Bob' })],
  ] as const) {
    test(`tells that somebody ${what}`, (context) => assert.equal(lineOf(context, raw)?.what, what))
  }

  test('says from what to what somebody is renamed, and a reason without tricks', (context) => {
    const renamed = lineOf(context, member('join', { membership: 'join', displayname: 'Rob\u202Eert' }))
    assert.deepEqual(renamed?.what === 'renamed' && [renamed.from, renamed.to], ['Robert', 'Bob'])
    const content = { membership: 'leave', reason: 'spam\u0000' }
    const kicked = lineOf(context, member('leave', { membership: 'join' }, { ...by, content }))
    assert.equal(kicked?.what === 'kicked' && kicked.reason, 'spam')
  })

  test('tells a change of the room, and names what it does not know', (context) => {
    const state = (type: string, content: unknown) => lineOf(context, event('s', { type, state_key: '', content }))
    assert.deepEqual(state('m.room.name', { name: 'Home' }), { what: 'room-name', value: 'Home' })
    assert.deepEqual(state('m.room.topic', { topic: [] }), { what: 'topic', value: '' })
    assert.deepEqual(state('m.room.encryption', {}), { what: 'encryption-on' })
    assert.deepEqual(state('com.example.mood', {}), { what: 'other', eventType: 'com.example.mood' })
  })

  test('stands for polls, calls and what else is not shown yet', (context) => {
    const kindOf = (type: string) => rowOf(context, event('x', { type })).kind
    assert.deepEqual([kindOf('m.poll.start'), kindOf('m.call.invite'), kindOf('com.example.dance')], ['poll', 'call', 'other'])
  })

  test('that makes no sense is unreadable', (context) => {
    assert.equal(rowOf(context, member('dance', null)).kind, 'unreadable')
    assert.equal(rowOf(context, { ...member('join', null), state_key: 'nobody' }).kind, 'unreadable')
  })

  test('stays a line when it is redacted', (context) => {
    const room = new RoomFixture(context)
    room.append([member('join', null), redaction('r', 'm')])
    const row = room.row('m')
    assert.deepEqual([row.kind, row.isRedacted], ['member', true])
  })
})

test('people are called what the room calls them, in mentions too', (context) => {
  const room = new RoomFixture(context)
  const { added } = room.append([
    event('j', { type: 'm.room.member', state_key: anna, content: { membership: 'join', displayname: 'Anna' } }),
    message('a', {
      msgtype: 'm.text', body: 'x', format: 'org.matrix.custom.html',
      formatted_body: '<a href="https://matrix.to/#/@anna:example.org">the boss</a>',
    }),
  ])
  room.store.write((writer) => applyState(writer, { room: room.room, roomId, events: added }))
  const row = room.row('a')
  assert.equal(row.sender.name, 'Anna')
  assert.deepEqual(row.content.type === 'text' && row.content.body, [{ type: 'mention', userId: anna, name: 'Anna', isMe: false }])
})

test('one malformed event of a thousand leaves the others', (context) => {
  const room = new RoomFixture(context)
  const deep = JSON.parse(`${'{"a":'.repeat(90)}1${'}'.repeat(90)}`)
  const bad = message('m500', { msgtype: deep, body: deep, 'm.relates_to': deep })
  room.append(Array.from({ length: 1_000 }, (_, at) => (at === 500 ? bad : event(`m${at}`))))
  const { rows } = room.read({ kind: 'newest', count: 2_000 })
  assert.equal(rows.filter(({ kind }) => kind === 'text').length, 999)
  assert.equal(rows[500]?.kind, 'unreadable')
  assert.equal(rows[500]?.sender.userId, anna)
})

test('who is called by a message, and by an edit of it, is told', (context) => {
  const room = new RoomFixture(context)
  const mentioning = (userIds: readonly string[]) => ({ msgtype: 'm.text', body: 'x', 'm.mentions': { user_ids: userIds } })
  room.append([message('a', mentioning([me.userId])), message('b', mentioning([bob])), message('c', mentioning([me.userId]))])
  const editOf = (name: string, target: string, userIds: readonly string[]) => event(name, {
    content: { ...mentioning([]), 'm.new_content': mentioning(userIds), 'm.relates_to': { rel_type: 'm.replace', event_id: `$${target}` } },
  })
  room.append([editOf('e1', 'b', [me.userId]), editOf('e2', 'c', [])])
  assert.deepEqual(room.rows().map(({ mentionsMe }) => mentionsMe), [true, true, false])
})
