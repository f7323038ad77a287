import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attachedUrl, avatarSize, mediaUrl, parseMediaUrl, type AttachedAddress } from '../../../../main/engine/media/media-url.ts'
import type { EventId, RoomId, UserId } from '../../../../preload/contract/index.ts'

const me = '@anna:example.org' as UserId

test('a media address comes back as it went in', () => {
  for (const thumbnail of [undefined, avatarSize]) {
    const url = mediaUrl(me, 'mxc://example.org:8448/AbC_d-1', thumbnail)
    assert.ok(url)
    assert.deepEqual(parseMediaUrl(url), { account: me, uri: 'mxc://example.org:8448/AbC_d-1', thumbnail: thumbnail ?? null })
  }
})

test('nothing but a well-formed mxc URI becomes an address', () => {
  const hostile = [
    'https://example.org/a',
    'mxc://',
    'mxc://example.org',
    'mxc://example.org/',
    'mxc://../a',
    'mxc://example.org/../../client/v3/sync',
    'mxc://example.org/a?b',
    'mxc://example.org/a#b',
    'mxc://example.org/%2e%2e',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '',
    null,
    7,
    {},
    `mxc://example.org/${'a'.repeat(300)}`,
  ]
  for (const uri of hostile) assert.equal(mediaUrl(me, uri), null, String(uri))
})

test('nothing but an address of ours is read back', () => {
  const good = mediaUrl(me, 'mxc://example.org/a', avatarSize) ?? ''
  for (const url of [
    '',
    'https://example.org/a/b',
    good.replace('96', '0'),
    good.replace('96', '99999'),
    `${good}&x=1`,
    good.replace('%40', '%'),
    good.replace('/a?', '/a/../b?'),
  ]) {
    assert.equal(parseMediaUrl(url), null, url)
  }
})

const attached: AttachedAddress = {
  roomId: '!room/../?#%:example.org' as RoomId, eventId: '$event/+&=' as EventId, part: 'thumbnail', tag: `A-_9${'x'.repeat(39)}`,
}

test('the address of an encrypted file comes back as it went in, whatever is in its ids', () => {
  for (const part of ['file', 'thumbnail'] as const) {
    const url = attachedUrl(me, { ...attached, part })
    assert.ok(url)
    assert.deepEqual(parseMediaUrl(url), { account: me, attached: { ...attached, part } })
    // As a browser hands it on.
    assert.deepEqual(parseMediaUrl(new URL(url).href), { account: me, attached: { ...attached, part } })
  }
  assert.equal(attachedUrl(me, { ...attached, eventId: '$\ud800' as EventId }), null)
})

test('nothing but an address of an encrypted file of ours is read back', () => {
  const good = attachedUrl(me, attached) ?? ''
  for (const url of [
    good.replace('/thumbnail/', '/other/'), good.slice(0, -1), `${good}x`, `${good}?w=96&h=96&m=crop`, `${good}#a`, good.replace('/event/', '/events/'),
    good.replace('%24event', 'event'), good.replace('!room', 'room'), good.replace('!room', '!room/'), good.replace('%3F', '%'),
  ]) {
    assert.equal(parseMediaUrl(url), null, url)
  }
})
