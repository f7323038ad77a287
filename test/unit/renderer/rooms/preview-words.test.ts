import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { previewWords } from '../../../../renderer/rooms/preview-words.ts'
import { Words } from '../../../../renderer/text/words.ts'
import { person, room, said } from './room-rows.ts'

describe('the line under a room', () => {
  const { say } = new Words(() => ({ language: 'en', tag: 'en', direction: 'ltr' }))
  const words = (given: Parameters<typeof room>[1]): string => previewWords(room('a', given), say)

  test('says who wrote, except between two', () => {
    assert.equal(words({ preview: said('hello') }), 'Anna: hello')
    assert.equal(words({ preview: said('hello'), isDirect: true }), 'hello')
    assert.equal(words({ preview: said('hello', { isMine: true }), isDirect: true }), 'You: hello')
  })

  test('names what has no text, and lets a caption or a file name speak first', () => {
    assert.equal(words({ preview: said('', { kind: 'voice' }) }), 'Anna: Voice message')
    assert.equal(words({ preview: said('harbour.jpg', { kind: 'image' }) }), 'Anna: harbour.jpg')
    assert.equal(words({ preview: said('', { kind: 'unreadable' }) }), 'Anna: A message that cannot be shown')
  })

  test('tells who came as the timeline does', () => {
    const line = { what: 'joined', target: person('Emil'), reason: '' } as const
    assert.equal(words({ preview: said('', { kind: 'member', line }) }), 'Emil joined')
  })

  test('an invite says who invites', () => {
    assert.equal(words({ membership: 'invite', inviter: person('Emil'), preview: said('secret') }), 'Emil invites you')
    assert.equal(words({ membership: 'invite' }), 'You are invited')
  })

  test('a room in which nothing was said says so, and one of which it is not known says nothing', () => {
    assert.equal(words({ isEmpty: true }), 'No messages yet')
    assert.equal(words({}), '')
  })
})
