import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readIndexing } from '../../../../main/engine/search/coverage.ts'
import { Indexing } from '../../../../main/engine/search/indexing.ts'
import { keepIndex } from '../../../../main/engine/search/keep-index.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { openDatabase } from '../../../../main/engine/store/database.ts'
import { migrations } from '../../../../main/engine/store/migrations/index.ts'
import { search } from '../../../../main/engine/store/migrations/007-search.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { appendEvents } from '../../../../main/engine/timeline/append.ts'
import { prepareEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'
import { idOf, me, redaction, RoomFixture, roomId } from '../timeline/room-fixture.ts'
import { SealedRoom } from '../timeline/sealed-room.ts'
import { entriesIn, idsIn, say, searchIn } from './searched-room.ts'

describe('the index', () => {
  test('has a message once its key comes, and no more once it is taken back', async (t) => {
    const room = await SealedRoom.open(t)
    const keys = await room.shareKey({ delivered: false })
    await room.arrive([await room.said('a', 'a sealed letter')])
    assert.deepEqual(idsIn(room.store, 'letter'), [])
    await room.keysCome(keys)
    assert.deepEqual(idsIn(room.store, 'letter'), [idOf('a')])
    await room.arrive([redaction('r', 'a')])
    assert.deepEqual(idsIn(room.store, 'letter'), [])
    assert.deepEqual(entriesIn(room.store), [0, 0])
  })

  test('has an edit that is encrypted once its key comes, and none of a copy of a ciphertext', async (t) => {
    const room = await SealedRoom.open(t)
    await room.shareKey()
    await room.arrive([await room.said('a', 'lions')])
    const keys = await room.shareKey({ delivered: false })
    const edit = await room.said('e', '* tigers', {
      'm.new_content': { msgtype: 'm.text', body: 'tigers' }, relatesTo: { rel_type: 'm.replace', event_id: idOf('a') },
    })
    await room.arrive([edit, { ...edit, event_id: idOf('copy') }])
    assert.deepEqual(idsIn(room.store, 'lions'), [idOf('a')])
    await room.keysCome(keys)
    assert.deepEqual(idsIn(room.store, 'tigers'), [idOf('a')])
    assert.deepEqual(idsIn(room.store, 'lions'), [])
  })

  test('takes in much at once by itself, and little when somebody searches', (t) => {
    const room = new RoomFixture(t)
    room.append([say('a', 'few')])
    assert.deepEqual(entriesIn(room.store), [0, 0])
    room.append(Array.from({ length: 70 }, (_, at) => say(`m${at}`, 'many')))
    assert.deepEqual(entriesIn(room.store), [71, 71])
    for (let at = 0; at < 256; at += 1) room.append([say(`n${at}`, 'one by one')])
    assert.deepEqual(entriesIn(room.store), [71 + 256, 71 + 256])
  })

  test('has nothing of a transaction that failed, nor of a part that was rolled back', (t) => {
    const room = new RoomFixture(t)
    const events = (text: string) => Array.from({ length: 80 }, (_, at) => prepareEvent(say(`${text}${at}`, text))).filter((one) => one !== null)
    const put = (text: string) => (writer: Parameters<Parameters<Store['write']>[0]>[0]) =>
      appendEvents(writer, { room: room.room, roomId, me, events: events(text), limited: false, prevBatch: null })
    assert.throws(() => room.store.write((writer) => {
      put('failed')(writer)
      throw new Error('no')
    }))
    room.store.write((writer) => {
      writer.run('SAVEPOINT part')
      put('undone')(writer)
      writer.run('ROLLBACK TO part')
      writer.run('RELEASE part')
      put('kept')(writer)
    })
    assert.deepEqual([idsIn(room.store, 'failed'), idsIn(room.store, 'undone')], [[], []])
    assert.equal(searchIn(room.store, 'kept', { limit: 100 }).hits.length, 80)
    assert.deepEqual(entriesIn(room.store), [80, 80])
  })

  test('finds every one of thousands that a server says were said in one moment, and what is of no time at all', (t) => {
    const room = new RoomFixture(t)
    const count = 2_500
    for (let from = 0; from < count; from += 500) {
      room.append(Array.from({ length: 500 }, (_, at) => say(`m${from + at}`, 'same moment', { origin_server_ts: 7 })))
    }
    room.append([
      say('late', 'odd times', { origin_server_ts: Number.MAX_SAFE_INTEGER }), say('early', 'odd times', { origin_server_ts: -5 }),
      say('never', 'odd times', { origin_server_ts: 'soon' }),
    ])
    assert.equal(idsIn(room.store, 'odd times')[0], idOf('late'))
    assert.equal(idsIn(room.store, 'odd times').length, 3)
    const found = new Set<string>()
    for (let before: string | null = ''; before !== null;) {
      const { hits, next } = searchIn(room.store, 'moment', { limit: 200, ...(before !== '' && { before }) })
      for (const { eventId } of hits) found.add(eventId)
      before = next
    }
    assert.equal(found.size, count)
  })
})

describe('what was stored before there was an index', () => {
  test('is taken in afterwards, over restarts, and can be changed meanwhile', async (t) => {
    const file = join(await tempFolderFor(t), 'store.db')
    const key = new Uint8Array(32).fill(7)
    const old = openDatabase({ file, key, migrations: migrations.filter(({ version }) => version < search.version) })
    old.exec("INSERT INTO room (room, room_id, membership, name, search_name, section) VALUES (1, '!room:example.org', 'join', '', '', 'none')")
    const insert = old.prepare(`INSERT INTO event (room, event_id, position, is_shown, sender, type, ts, json)
      VALUES (1, ?, ?, 1, '@anna:example.org', 'm.room.message', ?, ?)`)
    for (let at = 1; at <= 250; at += 1) insert.run(`$m${at}`, at, at * 1_000, JSON.stringify(say(`m${at}`, `old news number ${at}`)))
    old.close()

    const open = (): Store => new Store({ file, key, log: silentLog, beforeCommit: keepIndex })
    const store = open()
    assert.deepEqual(store.read(readIndexing), { done: 0, total: 250 })
    const put = (raw: unknown) => store.write((writer) => {
      const events = [prepareEvent(raw)].filter((one) => one !== null)
      appendEvents(writer, { room: 1, roomId, me, events, limited: false, prevBatch: null })
    })
    put(say('new', 'fresh news', { origin_server_ts: 900_000 }))
    assert.deepEqual(idsIn(store, 'news'), [idOf('new')])
    put(redaction('r', 'm7'))
    store.dispose()

    const again = open()
    const indexing = new Indexing({ store: again, clock: systemClock, log: silentLog })
    const progress: unknown[] = []
    again.onChange(({ account }) => { if (account) progress.push(again.read(readIndexing)) })
    await indexing.advance(60_000)
    await indexing.dispose()
    assert.deepEqual(again.read(readIndexing), null)
    assert.equal(progress.at(-1), null)
    assert.equal(searchIn(again, 'news', { limit: 200 }).hits.length, 200)
    assert.deepEqual(idsIn(again, '"number 7"'), [])
    assert.deepEqual(idsIn(again, '"number 8"'), [idOf('m8')])
    assert.deepEqual(entriesIn(again), [250, 250])
    again.dispose()
  })
})
