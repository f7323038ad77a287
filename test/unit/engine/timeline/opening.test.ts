import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { putReceipt } from '../../../../main/engine/store/tables/receipts.ts'
import { readRoom } from '../../../../main/engine/store/tables/rooms.ts'
import { prepareEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import { anna, bob, edit, event, idOf, me, reaction, redaction, roomId } from './room-fixture.ts'
import { SealedRoom } from './sealed-room.ts'

describe('encrypted messages', () => {
  test('are shown decrypted', async (context) => {
    const room = await SealedRoom.open(context)
    await room.shareKey()
    await room.arrive([await room.said('a', 'hello')])
    const { plain, kind, decryption, undecrypted, shield, reason } = room.row('a')
    assert.deepEqual({ plain, kind, decryption, undecrypted, shield, reason },
      { plain: 'hello', kind: 'text', decryption: 'ok', undecrypted: null, shield: null, reason: null })
  })

  test('wait without any text while their key has not come, and heal when it does', async (context) => {
    const room = await SealedRoom.open(context)
    const key = await room.shareKey({ delivered: false })
    await room.arrive([{ ...await room.said('a', 'hello'), origin_server_ts: Date.now() + 60_000 }])
    const waiting = room.row('a')
    assert.equal(waiting.plain, '')
    assert.deepEqual([waiting.decryption, waiting.undecrypted], ['pending', { cause: 'no-key', remedy: 'wait' }])
    assert.match(waiting.reason ?? '', /has not come yet/u)
    await room.keysCome(key)
    const healed = room.row('a')
    assert.deepEqual([healed.plain, healed.decryption, healed.reason], ['hello', 'ok', null])
  })

  test('a key that comes while a message is on its way into the store is tried on it', async (context) => {
    const room = await SealedRoom.open(context)
    const key = await room.shareKey({ delivered: false })
    const raw = await room.said('a', 'hello')
    const prepared = prepareEvent(raw)
    assert.ok(prepared)
    await room.opener.ofRoom({ roomId, events: [prepared] }, async (opened) => {
      await room.keysCome(key)
      room.appendPrepared(opened)
    })
    await room.healer.settled()
    assert.equal(room.row('a').plain, 'hello')
  })

  test('the rest of a message follows its text: mention, thread, kind, unread', async (context) => {
    const room = await SealedRoom.open(context)
    const key = await room.shareKey({ delivered: false })
    await room.arrive([await room.said('a', 'look', { 'm.mentions': { user_ids: ['@me:example.org'] } })])
    assert.deepEqual(unread(room), { unread: 1, mentions: 0 })
    await room.keysCome(key)
    assert.deepEqual(unread(room), { unread: 1, mentions: 1 })
    assert.equal(room.row('a').mentionsMe, true)
  })

  test('one that heals and was read before does not count as unread', async (context) => {
    const room = await SealedRoom.open(context)
    const key = await room.shareKey({ delivered: false })
    await room.arrive([await room.said('a', 'old')])
    room.store.write((writer) =>
      putReceipt(writer, room.room, { userId: me.userId, kind: 'm.read', thread: '', eventId: idOf('a'), ts: 1 }))
    await room.keysCome(key)
    assert.deepEqual(unread(room), { unread: 0, mentions: 0 })
    assert.equal(room.row('a').plain, 'old')
  })

  test('a redaction leaves nothing of text and ciphertext, and the index stays used', async (context) => {
    const room = await SealedRoom.open(context)
    await room.shareKey()
    const sealed = await room.said('a', 'secret')
    await room.arrive([sealed, redaction('r', 'a')])
    assert.equal(room.row('a').isRedacted, true)
    const stored = room.store.read((reader) => reader.all<{ json: string; ciphertext: string | null }>(
      'SELECT json, ciphertext FROM event LEFT JOIN encrypted_event USING (event) WHERE event_id = ?', '$a'))
    assert.equal(stored[0]?.ciphertext, null)
    assert.doesNotMatch(stored[0]?.json ?? '', /secret|ciphertext/u)
    await room.arrive([{ ...sealed, event_id: '$copy' }])
    assert.equal(room.row('copy').undecrypted?.cause, 'replayed')
  })

  test('a message that is replayed, the same ciphertext as another event, is not shown', async (context) => {
    const room = await SealedRoom.open(context)
    const key = await room.shareKey({ delivered: false })
    const sealed = await room.said('a', 'pay')
    await room.arrive([sealed, { ...sealed, event_id: '$copy', origin_server_ts: 2_000 }])
    await room.keysCome(key)
    const [first, copy] = [room.row('a'), room.row('copy')]
    assert.deepEqual([first.decryption, copy.decryption].sort(), ['failed', 'ok'])
    const failed = first.decryption === 'failed' ? first : copy
    assert.deepEqual([failed.undecrypted, failed.plain], [{ cause: 'replayed', remedy: 'nothing' }, ''])
    await room.arrive([sealed])
    assert.equal(room.rows().filter(({ decryption }) => decryption === 'ok').length, 1, 'the same event once more changes nothing')
  })

  test('one whose sender is not the owner of its key is not shown', async (context) => {
    const room = await SealedRoom.open(context)
    await room.shareKey()
    await room.arrive([{ ...await room.said('a', 'lie'), sender: bob }])
    assert.deepEqual([room.row('a').undecrypted?.cause, room.row('a').plain, room.row('a').decryption], ['forged', '', 'failed'])
  })

  test('a readable edit does not change an encrypted message', async (context) => {
    const room = await SealedRoom.open(context)
    await room.shareKey()
    await room.arrive([await room.said('a', 'true'), edit('e', 'a', 'false', { origin_server_ts: 9_000 })])
    assert.equal(room.row('a').plain, 'true')
  })

  test('reactions stand on what has not been decrypted, and stay when it is', async (context) => {
    const room = await SealedRoom.open(context)
    const key = await room.shareKey({ delivered: false })
    await room.arrive([await room.said('a', 'hello'), reaction('x', 'a', '👍')])
    await room.keysCome(key)
    assert.deepEqual([room.row('a').plain, room.row('a').reactions[0]?.key], ['hello', '👍'])
  })

  test('keys that cannot be opened leave everything waiting, until they can', async (context) => {
    const room = await SealedRoom.open(context)
    await room.shareKey()
    room.failure = new Error('locked')
    await room.arrive([await room.said('a', 'hello')])
    assert.equal(room.row('a').undecrypted?.cause, 'not-ready')
    room.failure = undefined
    room.healer.retry(['not-ready'])
    await room.healer.settled()
    assert.equal(room.row('a').plain, 'hello')
  })
})

describe('what is said about senders', () => {
  test('a device that its owner verifies later loses its shield', async (context) => {
    const room = await SealedRoom.open(context, { annaIsSigned: false })
    await room.shareKey()
    await room.arrive([await room.said('a', 'hello')])
    assert.equal(room.row('a').shield?.color, 'red')
    await room.anna.signIn()
    await room.mine.lookAt([anna])
    room.shields.refresh([anna])
    await room.clock.advance(1_000)
    await room.until(() => room.row('a').shield === null)
  })

  test('messages of unverified devices stay shut where the user wants that, and open when they no longer do', async (context) => {
    const room = await SealedRoom.open(context, { annaIsSigned: false })
    room.excludeUnsigned = true
    await room.shareKey()
    await room.arrive([await room.said('a', 'hello')])
    assert.deepEqual([room.row('a').undecrypted, room.row('a').plain], [{ cause: 'unsigned-device', remedy: 'include-unsigned' }, ''])
    room.excludeUnsigned = false
    room.healer.retryRefused()
    await room.healer.settled()
    assert.equal(room.row('a').plain, 'hello')
  })

  test('a readable message in an encrypted room says so, and one from before encryption does not', async (context) => {
    const room = await SealedRoom.open(context)
    const on = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }
    await room.arrive([event('before'), event('on', on)])
    room.switchOn(idOf('on'))
    await room.arrive([event('after')])
    assert.deepEqual([room.row('before').shield, room.row('on').shield, room.row('after').shield?.color], [null, null, 'red'])
  })
})

const unread = (room: SealedRoom) => room.store.read((reader) => {
  const record = readRoom(reader, roomId)
  return { unread: record?.unread, mentions: record?.mentions }
})
