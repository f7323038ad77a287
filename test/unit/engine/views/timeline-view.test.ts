import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { putReceipt } from '../../../../main/engine/store/tables/receipts.ts'
import { ensureRoom } from '../../../../main/engine/store/tables/rooms.ts'
import { refreshUnread } from '../../../../main/engine/rooms/unread.ts'
import { refusal } from '../matrix/scripted-server.ts'
import { event, idOf, me, roomId } from '../timeline/room-fixture.ts'
import { WatchedRoom } from './watched-room.ts'

const asked = (room: WatchedRoom, part: string): number => room.history.asked.filter((one) => one.startsWith(part)).length

describe('looking at a conversation', () => {
  test('shows what is stored at once, and fetches what its window lacks', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h')
    room.sync('g', 'h')
    const look = room.look()
    await look.untilDrawn('- g h live')
    await look.untilDrawn('e f g h live')
    assert.equal(asked(room, 'messages'), 1)
    assert.deepEqual([look.head?.atStart, look.head?.older], [false, 'idle'])
  })

  test('asks for nothing that nobody wants to see', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h')
    room.sync('d', 'h')
    const look = room.look()
    await look.untilDrawn('e f g h live')
    room.say('i')
    await look.untilDrawn('e f g h i live')
    assert.deepEqual(room.history.asked, [])
  })

  test('goes back to the beginning, first in the store and then on the server', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h')
    room.sync('d', 'h')
    const look = room.look()
    await look.untilDrawn('e f g h live')
    look.view.move({ to: 'older', count: 1 })
    await look.untilDrawn('- d e f g h live')
    assert.equal(asked(room, 'messages'), 0)
    look.view.move({ to: 'older', count: 3 })
    await look.untilDrawn('a b c d e f g h live')
    assert.equal(look.head?.atStart, true)
    look.view.move({ to: 'older', count: 2 })
    room.say('i')
    await look.untilDrawn('a b c d e f g h i live')
    assert.equal(asked(room, 'messages'), 1)
  })

  test('closes a gap in the middle while somebody looks, each event once', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h i j k l')
    room.sync('a', 'b', false)
    room.sync('k', 'l')
    const look = room.look({ count: 20 })
    await look.untilDrawn('a b - k l live')
    await look.untilDrawn('a b c d e f g h i j k l live')
    assert.equal(asked(room, 'messages'), 3)
  })

  test('says why older messages do not come, and tries again when asked', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h')
    room.sync('g', 'h')
    room.trouble = refusal(500, 'M_UNKNOWN')
    const look = room.look()
    await look.until(({ head }) => head?.older === 'failed')
    assert.match(look.head?.reason ?? '', /homeserver failed/)
    assert.equal(look.drawn, '- g h live')
    room.trouble = undefined
    look.view.move({ to: 'older', count: 1 })
    await look.untilDrawn('- d e f g h live')
    await look.until(({ head }) => head?.older === 'idle')
    assert.deepEqual([look.head?.older, look.head?.reason], ['idle', null])
  })

  test('tries again by itself when the server can be reached again', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h')
    room.sync('g', 'h')
    room.trouble = (response) => response.destroy()
    const look = room.look()
    await look.until(({ head }) => head?.older === 'failed')
    room.trouble = undefined
    room.account.parts.connectivity.succeeded()
    await look.untilDrawn('e f g h live')
  })

  test('goes to an event that is not stored, stays there while others speak, and comes back', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h i j k l m n o p q r s t')
    room.history.contextSize = 4
    room.sync('s', 't')
    const look = room.look({ count: 2 })
    await look.untilDrawn('- s t live')
    look.view.move({ to: 'event', eventId: idOf('h') })
    await look.until(({ head }) => head?.anchor === idOf('h'))
    assert.equal(look.rows.some(({ eventId }) => eventId === idOf('h')), true)
    assert.equal(look.head?.isLive, false)
    const before = look.drawn
    room.say('u')
    look.view.move({ to: 'newer', count: 1 })
    await look.until(({ drawn }) => drawn !== before)
    assert.equal(look.drawn.includes('u'), false)
    look.view.move({ to: 'live' })
    await look.until(({ head }) => head?.isLive === true)
    assert.equal(look.drawn.endsWith('t u live'), true)
    assert.equal(look.head?.anchor, null)
  })

  test('begins at an event, where one is named', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d e f g h i j k l')
    room.sync('a', 'l', false)
    const look = room.look({ at: idOf('f') })
    await look.untilDrawn('d e f g')
    assert.equal(look.head?.anchor, idOf('f'))
  })

  test('an event that the server does not show leaves everything as it is, and says so', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d')
    room.sync('a', 'd', false)
    const look = room.look()
    await look.untilDrawn('a b c d live')
    look.view.move({ to: 'event', eventId: idOf('nowhere') })
    await look.until(({ head }) => head?.reason !== null)
    assert.match(look.head?.reason ?? '', /no longer there/)
    assert.equal(look.drawn, 'a b c d live')
  })

  test('fetches what is answered, once', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c')
    const answer = { msgtype: 'm.text', body: 'answer', 'm.relates_to': { 'm.in_reply_to': { event_id: idOf('a') } } }
    room.history.events.push(event('d', { content: answer }))
    room.sync('d', 'd')
    const look = room.look({ count: 1 })
    await look.until(({ rows }) => rows.at(-1)?.replyTo?.state === 'known')
    assert.equal(look.rows.at(-1)?.replyTo?.text, 'a')
    room.say('e')
    await look.until(({ drawn }) => drawn.endsWith('d e live'))
    assert.equal(asked(room, 'event/'), 1)
  })

  test('marks the first unread message as it was at the beginning, and anew after going to the end', async (t) => {
    const room = await WatchedRoom.open(t, 'a b c d')
    room.sync('a', 'd', false)
    const read = (name: string) => room.account.parts.store.write((writer) => {
      putReceipt(writer, ensureRoom(writer, roomId), { userId: me.userId, kind: 'm.read', thread: '', eventId: idOf(name), ts: 1 })
      refreshUnread(writer, roomId, me)
      writer.changes.timelines.add(roomId)
    })
    read('b')
    const look = room.look()
    await look.until(({ head }) => head?.unreadFrom === idOf('c'))
    read('d')
    room.say('e')
    await look.untilDrawn('a b c d e live')
    assert.equal(look.head?.unreadFrom, idOf('c'))
    look.view.move({ to: 'live' })
    await look.until(({ head }) => head?.unreadFrom === idOf('e'))
  })

  test('ends with the account', async (t) => {
    const room = await WatchedRoom.open(t, 'a b')
    room.sync('a', 'b', false)
    const look = room.look()
    await look.untilDrawn('a b live')
    await room.profile.remove(me.userId)
    await look.until(({ lost }) => lost !== undefined)
    assert.match(String(look.lost), /no account|signed out/)
  })
})
