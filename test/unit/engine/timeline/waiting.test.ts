import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import type { Me } from '../../../../main/engine/base/me.ts'
import type { Decrypted, SealedEvent } from '../../../../main/engine/crypto/decryption/decryption.ts'
import { putMissingCause } from '../../../../main/engine/store/tables/undecrypted.ts'
import { putCause } from '../../../../main/engine/store/tables/encrypted-events.ts'
import { readEvent } from '../../../../main/engine/store/tables/events.ts'
import { ensureRoom, putRoomFacts } from '../../../../main/engine/store/tables/rooms.ts'
import { readUndecryptedRows } from '../../../../main/engine/timeline/rows/undecrypted-rows.ts'
import { EventOpener } from '../../../../main/engine/timeline/opening/event-opener.ts'
import { Healer } from '../../../../main/engine/timeline/opening/healer.ts'
import { KeySearch } from '../../../../main/engine/timeline/opening/key-search.ts'
import { appendEvents } from '../../../../main/engine/timeline/append.ts'
import { prepareEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import { refreshSummary } from '../../../../main/engine/rooms/summary.ts'
import { undecryptedCauses, type EventId, type RoomId } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { event, me, roomId, RoomFixture } from './room-fixture.ts'

type Json = Record<string, unknown>

/** A message that nobody has a key to. `index`: within its session. */
const sealed = (name: string, sessionId: string, { index = 0, ts = 1_000, ...unsigned }: Json & { index?: number; ts?: number } = {}): Json => event(name, {
  type: 'm.room.encrypted', origin_server_ts: ts, unsigned,
  content: { algorithm: 'm.megolm.v1.aes-sha2', session_id: sessionId, ciphertext: Buffer.from([3, 8, index, 18, 0, 0]).toString('base64') },
})

describe('what waits', () => {
  test('is told by cause, the most frequent first, with its rooms and times', (context) => {
    const room = new RoomFixture(context)
    room.append([sealed('a', 's', { ts: 30 }), sealed('b', 's', { index: 1, ts: 10 }), event('c', { type: 'm.room.encrypted', content: {} })])
    const rows = room.store.read(readUndecryptedRows)
    assert.deepEqual(rows.map(({ cause, remedy, count, oldestTs, newestTs }) => ({ cause, remedy, count, oldestTs, newestTs })), [
      { cause: 'no-key', remedy: 'wait', count: 2, oldestTs: 10, newestTs: 30 },
      { cause: 'malformed', remedy: 'nothing', count: 1, oldestTs: 1_000, newestTs: 1_000 },
    ])
    assert.deepEqual(rows[0]?.rooms.map((one) => [one.roomId, one.count]), [[roomId, 2]])
  })

  test('from before this device says anew why, once more is known of the backup', (context) => {
    const room = new RoomFixture(context)
    room.append([
      sealed('old', 's', { ts: 10 }), sealed('away', 't', { ts: 10, membership: 'leave' }),
      sealed('banned', 'u', { ts: 10, 'io.element.msc4115.membership': 'ban' }), sealed('new', 's', { index: 1, ts: 200 }),
    ])
    const causes = () => ['old', 'away', 'banned', 'new'].map((name) => room.row(name).undecrypted?.cause)
    const rooms = room.store.write((writer) => putMissingCause(writer, 100, 'in-backup'))
    assert.deepEqual([rooms, causes()], [[roomId], ['in-backup', 'no-key', 'no-key', 'no-key']])
    room.store.write((writer) => putMissingCause(writer, 100, 'before-joining'))
    assert.deepEqual(causes(), ['before-joining', 'no-key', 'no-key', 'no-key'])
    assert.deepEqual(room.store.write((writer) => putMissingCause(writer, 100, 'before-joining')), [])
  })

  test('is looked for in the backup while it is on the screen, the newest first, and again when the backup can be asked', (context) => {
    const room = new RoomFixture(context)
    room.append([sealed('a', 'first'), sealed('b', 'second'), sealed('c', 'second', { index: 1 }), event('d')])
    const asked: string[] = []
    const search = new KeySearch({ store: room.store, fetchKey: async (_, sessionId) => { asked.push(sessionId); return false } })
    search.look(roomId, room.rows())
    search.look(roomId, room.rows())
    assert.deepEqual(asked, ['second', 'first'])
    search.again()
    assert.equal(asked.length, 4)
    search.leave(roomId)
    search.again()
    assert.equal(asked.length, 4)
  })
})

test('the screen heals first, then last words, then the rest, the newest first; of a session without a key one message is tried', async (context) => {
  const { store } = new RoomFixture(context)
  const clock = new ManualClock()
  const tried: string[] = []
  const decrypt = async (events: readonly SealedEvent[]): Promise<readonly Decrypted[]> => events.map(({ eventId, content }) => {
    tried.push(eventId.slice(1))
    if (content['session_id'] === 'missing') return { clear: null, cause: 'no-key', shield: null }
    return { clear: { type: 'm.room.message', content: { msgtype: 'm.text', body: eventId } }, cause: null, shield: null }
  })
  const tell = (id: RoomId, names: readonly (readonly [string, string])[]): void => store.write((writer) => {
    const room = ensureRoom(writer, id)
    putRoomFacts(writer, room, { membership: 'join' })
    const events = names.map(([name, sessionId], index) => prepareEvent(sealed(name, sessionId, { index }))).filter((one) => one !== null)
    appendEvents(writer, { room, roomId: id, me, events, limited: false, prevBatch: null })
    refreshSummary(writer, id, me, clock.now())
  })
  const [open, other] = ['!open:example.org' as RoomId, '!other:example.org' as RoomId]
  tell(other, [['r1', 'b'], ['r2', 'b'], ['r3', 'missing'], ['r4', 'missing'], ['r5', 'b']])
  tell(open, [['o1', 'a'], ['o2', 'a']])
  const parts = { store, decryption: { decrypt }, log: silentLog }
  const healer = new Healer({ ...parts, opener: new EventOpener(parts), me: me satisfies Me, clock })
  healer.setOpenRooms([open])
  assert.equal(await healer.retryAll(), 5)
  const ofSessions = (names: readonly string[]) => tried.filter((name) => names.includes(name))
  assert.deepEqual(tried.slice(0, 2), ['o2', 'r5'])
  assert.deepEqual(ofSessions(['o1', 'o2']), ['o2', 'o1'])
  assert.deepEqual(ofSessions(['r1', 'r2', 'r5']), ['r5', 'r2', 'r1'])
  assert.deepEqual(ofSessions(['r3', 'r4']), ['r4'])
  await healer.dispose()
})

test('what nobody can ever read is not tried again, and everything else is', async (context) => {
  const room = new RoomFixture(context)
  const { store } = room
  room.append(undecryptedCauses.map((cause) => sealed(cause, cause)))
  store.write((writer) => {
    for (const cause of undecryptedCauses) {
      const { event: row = NaN } = readEvent(writer, room.room, `$${cause}` as EventId) ?? {}
      putCause(writer, row, cause)
    }
  })
  const tried: string[] = []
  const decrypt = async (events: readonly SealedEvent[]): Promise<readonly Decrypted[]> => events.map(({ eventId }) => {
    tried.push(eventId.slice(1))
    return { clear: null, cause: 'not-ready', shield: null }
  })
  const parts = { store, decryption: { decrypt }, log: silentLog }
  const healer = new Healer({ ...parts, opener: new EventOpener(parts), me, clock: new ManualClock() })
  context.after(() => healer.dispose())
  const shown = undecryptedCauses.filter((cause) => room.row(cause).decryption === 'pending')
  healer.retrySessions(undecryptedCauses.map((cause) => ({ roomId, sessionId: cause })))
  await healer.settled()
  assert.deepEqual(tried.toSorted(), shown.toSorted())
  assert.deepEqual(undecryptedCauses.filter((cause) => !tried.includes(cause)), ['forged', 'altered', 'replayed', 'malformed'])
})

test('however many keys come while messages are on their way into the store, they are tried once those are there', async (context) => {
  const room = new RoomFixture(context)
  const { store } = room
  const decrypt = async (events: readonly SealedEvent[]): Promise<readonly Decrypted[]> =>
    events.map(() => ({ clear: { type: 'm.room.message', content: { msgtype: 'm.text', body: 'read' } }, cause: null, shield: null }))
  const opener = new EventOpener({ store, decryption: { decrypt }, log: silentLog })
  const healer = new Healer({ store, decryption: { decrypt }, opener, me, clock: new ManualClock(), log: silentLog })
  context.after(() => healer.dispose())
  await opener.through([], async () => {
    healer.retrySessions(Array.from({ length: 200_000 }, (_, at) => ({ roomId, sessionId: `s${at}` })))
    await healer.settled()
    room.append([sealed('late', 's199999')])
  })
  await healer.settled()
  assert.equal(room.row('late').plain, 'read')
})
