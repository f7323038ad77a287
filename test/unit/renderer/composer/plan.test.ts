import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { documentOf, writtenIn } from '../../../../renderer/composer/document.ts'
import { planOf, type Plan, type Purpose } from '../../../../renderer/composer/plan.ts'
import { eventId, me, roomId, userId } from '../../../harness/timeline-rows.ts'

const place = { account: me.userId, roomId: roomId('room') }
const write: Purpose = { is: 'write', replyTo: null }
const annaLink = '[Anna](https://matrix.to/#/%40anna%3Aexample.org)'

type Files = Parameters<typeof planOf>[0]['attachments']

function plan(text: string, purpose: Purpose = write, attachments: Files = []): Plan {
  return planOf({ written: writtenIn(documentOf(text)), attachments, purpose }, place)
}

/** Name and input of each call, without what all have in common. */
function steps(text: string, purpose?: Purpose, attachments?: Files): readonly unknown[] {
  const planned = plan(text, purpose, attachments)
  assert.ok(planned.ok, JSON.stringify(planned))
  return planned.steps.map(({ call, input }) => {
    const { account: _account, ...rest } = input
    return [call, 'roomId' in rest && rest.roomId === place.roomId ? { ...rest, roomId: 'here' } : rest]
  })
}

const refusal = (text: string, purpose?: Purpose): unknown => {
  const planned = plan(text, purpose)
  return planned.ok ? null : planned.refusal
}

describe('what is sent', () => {
  test('is the text as Markdown, without blank lines around it', () => {
    assert.deepEqual(steps('\n **hi** \nthere\n'), [['message.send', { roomId: 'here', text: '**hi** \nthere', format: 'markdown' }]])
  })

  test('is nothing when there is nothing', () => {
    for (const text of ['', ' ', '\n\n']) assert.deepEqual(refusal(text), { why: 'empty' })
  })

  test('names the people mentioned, each once, and what it answers', () => {
    assert.deepEqual(steps(`${annaLink} and ${annaLink}`, { is: 'write', replyTo: eventId('e') }), [
      [
        'message.send',
        { roomId: 'here', replyTo: '$e', mentions: ['@anna:example.org'], text: '@Anna and @Anna', format: 'markdown' },
      ],
    ])
  })

  test('is refused when it cannot be one event', () => {
    assert.equal(plan('ä'.repeat(13_000)).ok, true)
    assert.deepEqual(refusal('ä'.repeat(13_001)), { why: 'too-long', by: 2 })
    assert.equal(plan(`/plain ${'a'.repeat(60_000)}`).ok, true)
    assert.deepEqual(refusal('"'.repeat(13_001)), { why: 'too-long', by: 2 })
  })

  test('is the edit of the message that is being edited, whatever its text begins with', () => {
    assert.deepEqual(steps('/etc is **full**', { is: 'edit', target: eventId('e') }), [
      ['message.edit', { roomId: 'here', target: '$e', text: '/etc is **full**', format: 'markdown' }],
    ])
    assert.deepEqual(steps(`for ${annaLink}`, { is: 'edit', target: eventId('e') }), [
      ['message.edit', { roomId: 'here', target: '$e', text: 'for @anna:example.org', format: 'markdown' }],
    ])
    assert.deepEqual(refusal(' ', { is: 'edit', target: eventId('e') }), { why: 'empty' })
  })

  test('is one call for each file; caption and answered message go with the first', () => {
    const files: Files = [
      { key: '1', source: { from: 'picked', fileId: 'f1' } },
      { key: '2', source: { from: 'bytes', bytes: new Uint8Array(1), name: 'b.png' } },
    ]
    assert.deepEqual(steps(`look, ${annaLink}`, { is: 'write', replyTo: eventId('e') }, files), [
      ['message.sendFile', { roomId: 'here', source: files[0]?.source, caption: 'look, @Anna', replyTo: '$e' }],
      ['message.sendFile', { roomId: 'here', source: files[1]?.source }],
    ])
    assert.deepEqual(steps('', write, files.slice(0, 1)), [['message.sendFile', { roomId: 'here', source: files[0]?.source }]])
  })
})

describe('a command', () => {
  test('/me is an emote, /plain is sent as it stands', () => {
    assert.deepEqual(steps('/me waves *once*'), [
      ['message.send', { roomId: 'here', text: 'waves *once*', format: 'markdown', style: 'emote' }],
    ])
    assert.deepEqual(steps(`/plain *a* ${annaLink}\nb`), [
      ['message.send', { roomId: 'here', mentions: [userId('anna')], text: '*a* @Anna\nb', format: 'plain' }],
    ])
  })

  test('/invite takes an id or somebody chosen, /join an address, /leave nothing', () => {
    assert.deepEqual(steps('/invite @ben:example.org'), [['room.invite', { roomId: 'here', userId: '@ben:example.org' }]])
    assert.deepEqual(steps(`/invite ${annaLink}`), [['room.invite', { roomId: 'here', userId: '@anna:example.org' }]])
    assert.deepEqual(steps('/join #cats:example.org'), [['room.join', { room: '#cats:example.org' }]])
    assert.deepEqual(steps('/leave'), [['room.leave', { roomId: 'here' }]])
  })

  test('that lacks what it needs, or that there is not, sends nothing', () => {
    assert.deepEqual(refusal('/me'), { why: 'incomplete-command', name: 'me' })
    assert.deepEqual(refusal('/invite ben'), { why: 'incomplete-command', name: 'invite' })
    assert.deepEqual(refusal('/invite @ben:example.org please'), { why: 'incomplete-command', name: 'invite' })
    assert.deepEqual(refusal('/join cats'), { why: 'incomplete-command', name: 'join' })
    assert.deepEqual(refusal('/shout hello'), { why: 'unknown-command', word: 'shout' })
  })

  test('is none where it looks like a path or is escaped', () => {
    assert.deepEqual(steps('/etc/passwd is here'), [['message.send', { roomId: 'here', text: '/etc/passwd is here', format: 'markdown' }]])
    assert.deepEqual(steps('//me is a command'), [['message.send', { roomId: 'here', text: '/me is a command', format: 'markdown' }]])
  })
})
