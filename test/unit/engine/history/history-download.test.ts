import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { readAsked } from '../../../../main/engine/store/tables/history-wishes.ts'
import { event, idOf, roomId } from '../timeline/room-fixture.ts'
import { DownloadedRoom, named } from './downloaded-room.ts'

describe('the download of a history', () => {
  test('brings page after page until the room is whole, and says so', async (context) => {
    const room = new DownloadedRoom(context, 'a b c d e f g h')
    room.sync('h', 'h')
    room.history.goLive()
    await room.pass()
    assert.deepEqual(room.server.asked, [])
    assert.equal(room.progress?.state, 'none')
    room.history.download(roomId)
    assert.equal(room.progress?.state, 'waiting')
    await room.pass(1)
    assert.deepEqual([room.progress?.state, room.progress?.events, room.progress?.completeFrom], ['loading', 3, 6])
    await room.pass()
    assert.equal(room.draw(), '[a b c d e f g h]')
    assert.deepEqual([room.progress?.state, room.progress?.events, room.progress?.completeFrom], ['complete', 8, 0])
  })

  test('fills the newest gap first', async (context) => {
    const room = new DownloadedRoom(context, 'a b c d e f g h')
    room.sync('d', 'd')
    room.sync('h', 'h')
    room.history.goLive()
    room.history.download(roomId)
    await room.pass(2_000)
    assert.equal(room.draw(), '[gap] [d] [gap] [f g h]')
    await room.pass()
    assert.equal(room.draw(), '[a b c d e f g h]')
  })

  test('leaves a pause between two pages, and does nothing at all when there is nothing to do', async (context) => {
    const room = new DownloadedRoom(context, named(40))
    room.sync('m39', 'm39')
    room.history.goLive()
    room.history.download(roomId)
    await room.pass(1_000)
    assert.equal(room.server.asked.length <= 5, true, String(room.server.asked.length))
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
    await room.pass()
    assert.deepEqual(room.clock.sleeping, [])
  })

  test('goes on where it was after a restart, without being asked again', async (context) => {
    const room = new DownloadedRoom(context, 'a b c d e f g h')
    room.sync('h', 'h')
    room.history.goLive()
    room.history.download(roomId)
    await room.pass(2_000)
    assert.equal(room.draw(), '[gap] [f g h]')
    await room.restart()
    await room.pass()
    assert.equal(room.draw(), '[a b c d e f g h]')
    assert.deepEqual(room.server.asked, ['messages t7', 'messages t5', 'messages t3', 'messages t1'])
  })

  test('stops at once, in the middle of a page, and stays stopped', async (context) => {
    const room = new DownloadedRoom(context, 'a b c d e f g h')
    room.keep = 'all'
    room.sync('h', 'h')
    const answer = Promise.withResolvers<undefined>()
    const { signals } = room.server.hold(answer.promise)
    room.history.goLive()
    await room.pass(2_000)
    room.history.stop(roomId)
    assert.equal(signals[0]?.aborted, false)
    await room.pass(1)
    assert.equal(signals[0]?.aborted, true)
    answer.resolve(undefined)
    await room.pass()
    assert.deepEqual([room.draw(), room.progress?.state], ['[gap] [h]', 'none'])
    await room.restart()
    await room.pass()
    assert.equal(room.draw(), '[gap] [h]')
  })

  test('keeps a room whole in which news left a gap', async (context) => {
    const room = new DownloadedRoom(context, 'a b c d e f g h')
    room.sync('a', 'b', false)
    room.history.goLive()
    room.history.download(roomId)
    await room.pass()
    room.sync('h', 'h')
    await room.pass()
    assert.equal(room.draw(), '[a b c d e f g h]')
  })

  test('is forgotten when the room is left, and coming back is no wish', async (context) => {
    const room = new DownloadedRoom(context, 'a b c d e f g h')
    room.sync('h', 'h')
    room.history.download(roomId)
    const become = (membership: string) => room.store.write((writer) => writer.run('UPDATE room SET membership = ? WHERE room = ?', membership, room.room))
    become('leave')
    become('join')
    assert.deepEqual(room.store.read((reader) => readAsked(reader, 10)), [])
    await room.pass(5_000)
    const asked = room.server.asked.length
    await room.pass()
    assert.equal(room.server.asked.length, asked)
  })
})

describe('what is kept without being asked for', () => {
  test('is the newest messages of a room that somebody looked at, once they look still', async (context) => {
    const room = new DownloadedRoom(context, named(1_200))
    room.server.pageSize = 100
    room.keep = 'recent'
    room.sync('m1199', 'm1199')
    room.history.goLive()
    await room.pass()
    assert.equal(room.progress?.events, 1)
    room.history.setOpenRooms([roomId])
    await room.pass(1_000)
    assert.equal(room.progress?.events, 1)
    await room.pass(1_500)
    assert.deepEqual([(room.progress?.events ?? 0) > 1, room.progress?.state, room.history.room], [true, 'none', null])
    await room.pass()
    assert.deepEqual([room.progress?.state, room.progress?.events], ['none', 501])
    assert.deepEqual(room.clock.sleeping, [])
  })

  test('is all of it where the setting says so, and nothing where it says that', async (context) => {
    for (const [keep, opens, events] of [
      ['nothing', true, 1], ['opened', false, 1], ['opened', true, 20], ['all', false, 20],
    ] as const) {
      const room = new DownloadedRoom(context, named(20))
      room.keep = keep
      room.sync('m19', 'm19')
      room.history.goLive()
      if (opens) room.history.setOpenRooms([roomId])
      await room.pass()
      assert.equal(room.progress?.events, events, `${keep}, ${opens}`)
    }
  })

  test('begins as soon as the setting is changed', async (context) => {
    const room = new DownloadedRoom(context, named(20))
    room.sync('m19', 'm19')
    room.history.goLive()
    await room.pass()
    room.keep = 'all'
    room.history.wake()
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })
})

describe('a download gives way', () => {
  test('to whoever moves on the screen', async (context) => {
    const room = new DownloadedRoom(context, named(20))
    room.sync('m19', 'm19')
    room.history.goLive()
    room.history.download(roomId)
    for (let second = 0; second < 10; second += 1) {
      room.history.yield()
      await room.pass(1_000)
    }
    assert.deepEqual(room.server.asked, [])
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })

  test('to a page that the screen fetches', async (context) => {
    const room = new DownloadedRoom(context, named(20))
    room.sync('m19', 'm19')
    const answer = Promise.withResolvers<undefined>()
    room.server.hold(answer.promise)
    const looked = room.pager.context(roomId, idOf('m5'))
    room.history.goLive()
    room.history.download(roomId)
    await room.pass()
    assert.deepEqual(room.server.asked, ['context/$m5'])
    room.server.answer = undefined
    answer.resolve(undefined)
    await looked
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })

  test('to a first sync', async (context) => {
    const room = new DownloadedRoom(context, named(20))
    room.isFilling = true
    room.sync('m19', 'm19')
    room.history.goLive()
    room.history.download(roomId)
    await room.pass()
    assert.deepEqual([room.server.asked.length, room.progress?.state, room.progress?.reason], [0, 'waiting', null])
    room.isFilling = false
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })

  test('to a missing network, and goes on when it is back', async (context) => {
    const room = new DownloadedRoom(context, named(20))
    room.sync('m19', 'm19')
    room.connectivity.failed(new HomeserverError('offline'), room.clock.now())
    room.history.goLive()
    room.history.download(roomId)
    await room.pass()
    assert.deepEqual([room.server.asked.length, room.progress?.state], [0, 'waiting'])
    assert.match(room.progress?.reason ?? '', /cannot be reached/u)
    assert.deepEqual(room.clock.sleeping, [])
    room.connectivity.succeeded()
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })

  test('to a server that asks for a pause, for as long as it asks', async (context) => {
    const room = new DownloadedRoom(context, named(20))
    room.sync('m19', 'm19')
    room.server.answer = () => { throw new HomeserverError('rate-limited', { retryAfterMs: 45_000 }) }
    room.history.goLive()
    room.history.download(roomId)
    await room.pass(44_000)
    assert.equal(room.server.asked.length, 1)
    assert.match(room.progress?.reason ?? '', /asks for a pause/u)
    room.server.answer = undefined
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })

  test('never to a clock that is set back', async (context) => {
    const room = new DownloadedRoom(context, named(20))
    room.sync('m19', 'm19')
    room.history.goLive()
    room.history.yield()
    room.clock.set(-365 * 24 * 60 * 60_000)
    room.history.download(roomId)
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })
})

describe('what cannot be had', () => {
  test('is left alone, longer every time, says why, and the next gap is tried', async (context) => {
    const room = new DownloadedRoom(context, named(12))
    room.sync('m5', 'm5')
    room.sync('m11', 'm11')
    room.server.answer = ({ query }) => {
      if (query?.['from'] === 't11') throw new HomeserverError('server-error')
      return undefined
    }
    room.history.goLive()
    room.history.download(roomId)
    await room.pass(20_000)
    assert.equal(room.draw(), '[m0 m1 m2 m3 m4 m5] [gap] [m11]')
    assert.equal(room.progress?.state, 'failed')
    assert.match(room.progress?.reason ?? '', /homeserver failed/u)
    const inAnHour = async () => {
      const before = room.server.asked.length
      await room.pass(60 * 60_000)
      return room.server.asked.length - before
    }
    assert.equal(await inAnHour() <= 8, true)
    room.server.answer = undefined
    room.history.download(roomId)
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })

  test('has failed no longer when somebody else filled the gap', async (context) => {
    const room = new DownloadedRoom(context, named(12))
    room.sync('m5', 'm5')
    room.sync('m11', 'm11')
    let isBroken = true
    room.server.answer = ({ query }) => {
      if (query?.['from'] === 't5') throw new HomeserverError('rate-limited', { retryAfterMs: 60_000 })
      if (isBroken) throw new HomeserverError('server-error')
      return undefined
    }
    room.history.goLive()
    room.history.download(roomId)
    await room.pass(10_000)
    assert.equal(room.progress?.state, 'failed')
    isBroken = false
    while (!room.draw().startsWith('[gap] [m5 m6')) await room.pager.fillGap(roomId, room.gap(1))
    await room.pass(60_000)
    assert.match(room.progress?.reason ?? '', /asks for a pause/u)
  })

  for (const [name, answer] of [
    ['the same token for ever', () => ({ chunk: [], end: 't11' })],
    ['new tokens for ever and nothing else', (n: number) => ({ chunk: [], end: `x${n}` })],
    ['the same page for ever', () => ({ chunk: [event('m11')], end: 't11' })],
  ] as const) {
    test(`of a server that gives ${name} costs no more than a few requests an hour`, async (context) => {
      const room = new DownloadedRoom(context, named(12))
      room.sync('m11', 'm11')
      let asked = 0
      room.server.answer = () => answer(asked += 1)
      room.history.goLive()
      room.history.download(roomId)
      await room.pass()
      assert.equal(room.progress?.state, 'failed')
      assert.match(room.progress?.reason ?? '', /round in circles/u)
      const before = asked
      await room.pass(60 * 60_000)
      assert.equal(asked - before <= 8 * 50, true, String(asked - before))
    })
  }

  test('because the session has ended is not asked for until another begins', async (context) => {
    const room = new DownloadedRoom(context, named(12))
    room.sync('m11', 'm11')
    room.server.answer = () => { throw new HomeserverError('unknown-token') }
    room.history.goLive()
    room.history.download(roomId)
    await room.pass(60 * 60_000)
    assert.equal(room.server.asked.length, 1)
    assert.deepEqual(room.clock.sleeping, [])
    room.server.answer = undefined
    room.history.goLive()
    await room.pass()
    assert.equal(room.progress?.state, 'complete')
  })
})

describe('keys of what came encrypted', () => {
  const sealed = (name: string, session: string) => event(name, {
    type: 'm.room.encrypted', content: { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg', session_id: session },
  })

  test('are looked for in the backup after each page, each session once', async (context) => {
    const room = new DownloadedRoom(context, 'a b c d e')
    room.hasKeys = true
    for (const [at, session] of [[0, 'one'], [1, 'two'], [2, 'two']] as const) room.server.events[at] = sealed('abc'[at] ?? '', session)
    room.sync('e', 'e')
    room.history.goLive()
    room.history.download(roomId)
    await room.pass()
    assert.deepEqual(room.keysAsked, ['two', 'one', 'two'].filter((one, at, all) => at === 0 || all[at - 1] !== one))
  })

  test('that the backup does not have are not asked for without end', async (context) => {
    const room = new DownloadedRoom(context, named(400))
    room.server.pageSize = 100
    for (let at = 0; at < 399; at += 1) room.server.events[at] = sealed(`m${at}`, `session${at}`)
    room.sync('m399', 'm399')
    room.history.goLive()
    room.history.download(roomId)
    await room.pass()
    assert.deepEqual([room.progress?.state, room.keysAsked.length], ['complete', 50])
  })
})
