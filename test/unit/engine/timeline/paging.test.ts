import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import type { Decrypted } from '../../../../main/engine/crypto/decryption/decryption.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { readEvent } from '../../../../main/engine/store/tables/events.ts'
import { readMember } from '../../../../main/engine/store/tables/members.ts'
import { EventOpener } from '../../../../main/engine/timeline/opening/event-opener.ts'
import { Pager } from '../../../../main/engine/timeline/paging.ts'
import { PagedRoom } from './paged-room.ts'
import { bob, edit, event, idOf, me, roomId } from './room-fixture.ts'

describe('filling a gap', () => {
  test('brings one page of history and remembers where to go on', async (context) => {
    const room = new PagedRoom(context, 'a b c d e')
    room.sync('e', 'e')
    assert.deepEqual(await room.pager.fillGap(roomId, room.gap(0)), { added: 2, isClosed: false })
    assert.equal(room.draw(), '[gap] [c d e]')
    assert.deepEqual(await room.pager.fillGap(roomId, room.gap(0)), { added: 2, isClosed: true })
    assert.equal(room.draw(), '[a b c d e]')
    assert.deepEqual(room.server.asked, ['messages t4', 'messages t2'])
  })

  test('closes it on meeting what is known', async (context) => {
    const room = new PagedRoom(context, 'a b c d e f')
    room.sync('a', 'c', false)
    room.sync('f', 'f')
    assert.equal(room.draw(), '[a b c] [gap] [f]')
    room.server.pageSize = 3
    assert.deepEqual(await room.pager.fillGap(roomId, room.gap(0)), { added: 2, isClosed: true })
    assert.equal(room.draw(), '[a b c d e f]')
  })

  test('goes on past pages that bring nothing', async (context) => {
    const room = new PagedRoom(context, 'a b c d e')
    room.sync('e', 'e')
    let empty = 3
    room.server.answer = () => (empty-- > 0 ? { chunk: [], end: `t4${'0'.repeat(empty)}` } : { chunk: [room.server.events[3]] })
    assert.deepEqual(await room.pager.fillGap(roomId, room.gap(0)), { added: 1, isClosed: true })
  })

  for (const [name, next] of [
    ['the same token for ever', () => 't4'], ['new tokens for ever and nothing else', (n: number) => `x${n}`],
  ] as const) {
    test(`stops at a server that gives ${name}, and says so on the gap`, async (context) => {
      const room = new PagedRoom(context, 'a b c d e')
      room.sync('e', 'e')
      let asked = 0
      room.server.answer = () => ({ chunk: [], end: next((asked += 1)) })
      const position = room.gap(0)
      await assert.rejects(room.pager.fillGap(roomId, position), { code: 'bad-response' })
      assert.equal(asked <= 50, true)
      assert.equal(room.pager.gapState(roomId, position).state, 'failed')
      assert.match(room.pager.gapState(roomId, position).reason ?? '', /round in circles/)
    })
  }

  test('asks once for all who want it at the same time', async (context) => {
    const room = new PagedRoom(context, 'a b c d e')
    room.sync('e', 'e')
    const pages = await Promise.all([room.pager.fillGap(roomId, room.gap(0)), room.pager.fillGap(roomId, room.gap(0))])
    assert.deepEqual(pages, [{ added: 2, isClosed: false }, { added: 2, isClosed: false }])
    assert.equal(room.server.asked.length, 1)
  })

  test('goes on for the others when one leaves', async (context) => {
    const room = new PagedRoom(context, 'a b c')
    room.sync('c', 'c')
    const impatient = new AbortController()
    const left = room.pager.fillGap(roomId, room.gap(0), impatient.signal)
    const stayed = room.pager.fillGap(roomId, room.gap(0))
    impatient.abort(new Error('Scrolled away'))
    await assert.rejects(left, /Scrolled away/)
    assert.deepEqual(await stayed, { added: 2, isClosed: true })
  })

  test('tells the views that it is loading, and why it failed', async (context) => {
    const room = new PagedRoom(context, 'a b c')
    room.sync('c', 'c')
    const position = room.gap(0)
    const states: string[] = []
    context.after(room.store.onChange(() => states.push(room.pager.gapState(roomId, position).state)))
    room.server.answer = () => {
      throw new HomeserverError('offline')
    }
    await assert.rejects(room.pager.fillGap(roomId, position), { code: 'offline' })
    assert.deepEqual(states, ['loading', 'failed'])
    room.server.answer = undefined
    await room.pager.fillGap(roomId, position)
    assert.equal(room.pager.gapState(roomId, position).state, 'waiting')
  })

  test('lands in the right place when sync was faster', async (context) => {
    const room = new PagedRoom(context, 'a b c d e f g')
    room.sync('d', 'd')
    const page = room.pager.fillGap(roomId, room.gap(0))
    room.sync('g', 'g')
    await page
    assert.equal(room.draw(), '[gap] [b c d] [gap] [g]')
  })

  test('is broken off when its account is closed, and what had come already is stored first', async (context) => {
    const room = new PagedRoom(context, 'a b c')
    const ciphertext = Buffer.from([3, 8, 0, 18, 0, 0]).toString('base64')
    const content = { algorithm: 'm.megolm.v1.aes-sha2', session_id: 's', ciphertext }
    room.server.events[1] = event('b', { type: 'm.room.encrypted', content })
    room.sync('c', 'c')
    const [begun, opened] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const decrypt = async (events: readonly unknown[]): Promise<readonly Decrypted[]> => {
      begun.resolve(undefined)
      await opened.promise
      return events.map(() => ({ clear: null, cause: 'no-key', shield: null }))
    }
    const opener = new EventOpener({ store: room.store, decryption: { decrypt }, log: silentLog })
    const pager = new Pager({ store: room.store, homeserver: room.server, me, clock: systemClock, log: silentLog, opener })
    const impatient = new AbortController()
    const page = pager.fillGap(roomId, room.gap(0), impatient.signal)
    await begun.promise
    impatient.abort(new Error('Closed'))
    await assert.rejects(page, /Closed/)
    let isClosed = false
    const closed = pager.dispose().then(() => { isClosed = true })
    await nextTurn()
    assert.equal(isClosed, false)
    opened.resolve(undefined)
    await closed
    assert.equal(room.draw(), '[a b c]')
  })

  test('that is gone is no work', async (context) => {
    const room = new PagedRoom(context, 'a')
    room.sync('a', 'a', false)
    assert.deepEqual(await room.pager.fillGap(roomId, 12345), { added: 0, isClosed: true })
    assert.deepEqual(room.server.asked, [])
  })

  test('without a token asks where the events around it stand', async (context) => {
    const room = new PagedRoom(context, 'a b c d e')
    room.append([room.server.events[0]])
    room.append([room.server.events[4]], { limited: true })
    await room.pager.fillGap(roomId, room.gap(0))
    assert.deepEqual(room.server.asked, ['context/$e', 'messages t4'])
    assert.equal(room.draw(), '[a] [gap] [c d e]')
  })

  test('leaves out what claims to belong to another room', async (context) => {
    const room = new PagedRoom(context, 'a b c')
    room.server.events[0] = event('a', { room_id: '!other:example.org' })
    room.sync('c', 'c')
    await room.pager.fillGap(roomId, room.gap(0))
    assert.equal(room.draw(), '[b c]')
  })

  test('takes members told with a page only where nothing is known of them', async (context) => {
    const room = new PagedRoom(context, 'a b c')
    const content = { membership: 'join', displayname: 'Bob' }
    room.server.members = [event('m', { type: 'm.room.member', state_key: bob, sender: bob, content })]
    room.sync('c', 'c')
    await room.pager.fillGap(roomId, room.gap(0))
    assert.equal(room.store.read((reader) => readMember(reader, room.room, bob))?.name, 'Bob')
  })

  test('learns of an edit that lies in history not fetched yet', async (context) => {
    const room = new PagedRoom(context, 'a b c')
    room.server.events[1] = event('b', { unsigned: { 'm.relations': { 'm.replace': edit('e', 'b', 'changed') } } })
    room.sync('c', 'c')
    await room.pager.fillGap(roomId, room.gap(0))
    assert.equal(room.store.read((reader) => readEvent(reader, room.room, idOf('e')))?.position, null)
    assert.equal(room.row('b').plain, 'changed')
  })
})

describe('the surroundings of an event', () => {
  test('get a place between what is known, and join it as they grow', async (context) => {
    const room = new PagedRoom(context, 'a b c d e f g h i')
    room.sync('a', 'a', false)
    room.sync('i', 'i')
    assert.equal(await room.pager.context(roomId, idOf('e')), true)
    assert.equal(room.draw(), '[a] [gap] [d e f] [gap] [i]')
    await room.pager.fillGap(roomId, room.gap(1), undefined, 'forward')
    assert.equal(room.draw(), '[a] [gap] [d e f g h] [gap] [i]')
    await room.pager.fillGap(roomId, room.gap(1), undefined, 'forward')
    assert.equal(room.draw(), '[a] [gap] [d e f g h i]')
    await room.pager.fillGap(roomId, room.gap(0))
    assert.deepEqual(await room.pager.fillGap(roomId, room.gap(0)), { added: 0, isClosed: true })
    assert.equal(room.draw(), '[a b c d e f g h i]')
  })

  test('do not become the live end of a room of which nothing is known', async (context) => {
    const room = new PagedRoom(context, 'a b c d e f')
    await room.pager.context(roomId, idOf('c'))
    room.sync('f', 'f', false)
    assert.equal(room.draw(), '[gap] [b c d] [gap] [f]')
  })

  test('are not asked for twice', async (context) => {
    const room = new PagedRoom(context, 'a b c')
    room.sync('c', 'c')
    assert.equal(await room.pager.context(roomId, idOf('c')), true)
    assert.deepEqual(room.server.asked, [])
  })

  test('of an event that the server does not show are none', async (context) => {
    const room = new PagedRoom(context, 'a')
    assert.equal(await room.pager.context(roomId, idOf('x')), false)
  })
})

describe('a single event', () => {
  test('is fetched once and has no place', async (context) => {
    const room = new PagedRoom(context, 'a b')
    assert.equal(await room.pager.fetchEvent(roomId, idOf('a')), 'known')
    assert.equal(await room.pager.fetchEvent(roomId, idOf('a')), 'known')
    assert.deepEqual(room.server.asked, ['event/$a'])
    assert.equal(room.draw(), '')
  })

  test('takes its place when its page comes', async (context) => {
    const room = new PagedRoom(context, 'a b')
    await room.pager.fetchEvent(roomId, idOf('a'))
    room.sync('b', 'b')
    await room.pager.fillGap(roomId, room.gap(0))
    assert.equal(room.draw(), '[a b]')
  })

  test('that is not to be had is remembered as missing', async (context) => {
    const room = new PagedRoom(context, 'a')
    assert.equal(await room.pager.fetchEvent(roomId, idOf('x')), 'missing')
    assert.equal(room.pager.isMissing(roomId, idOf('x')), true)
  })

  test('must be the one that was asked for', async (context) => {
    const room = new PagedRoom(context, 'a b')
    room.server.answer = () => room.server.events[1]
    assert.equal(await room.pager.fetchEvent(roomId, idOf('a')), 'missing')
  })
})
