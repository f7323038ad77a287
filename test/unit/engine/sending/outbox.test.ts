import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import type { Me } from '../../../../main/engine/base/me.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import { CryptoError } from '../../../../main/engine/crypto/crypto-error.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Operation } from '../../../../main/engine/sending/operation.ts'
import { OutboxError } from '../../../../main/engine/sending/outbox-error.ts'
import { Outbox } from '../../../../main/engine/sending/outbox.ts'
import { readOutboxRows } from '../../../../main/engine/sending/outbox-rows.ts'
import type { Transmission, Transmitted, Transmitter } from '../../../../main/engine/sending/transmitter.ts'
import { StoreError } from '../../../../main/engine/store/store-error.ts'
import { Store } from '../../../../main/engine/store/store.ts'
import { countNoticedOutbox, countOutbox, markEchoed, readOperation } from '../../../../main/engine/store/tables/outbox.ts'
import { ensureRoom } from '../../../../main/engine/store/tables/rooms.ts'
import type { DeviceId, EventId, LocalId, RoomId, UserId } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const me: Me = { userId: '@me:example.org' as UserId, deviceId: 'DEVICE' as DeviceId, homeserver: 'https://example.org' }
const [roomA, roomB] = ['!a:example.org', '!b:example.org'] as RoomId[] as [RoomId, RoomId]

const saying = (text: string, roomId = roomA): Operation => ({
  kind: 'message',
  roomId,
  text,
  format: 'plain',
  style: 'text',
  mentions: [],
})

/** Notes every attempt and answers it as the test says. */
class ScriptedTransmitter implements Transmitter {
  readonly attempts: string[] = []
  readonly transactions: LocalId[] = []
  answer: (transmission: Transmission) => Promise<Transmitted> = async ({ localId }) => ({ eventId: `$${localId}` as EventId })

  transmit(transmission: Transmission): Promise<Transmitted> {
    const { operation } = transmission
    this.attempts.push('text' in operation ? operation.text : operation.kind)
    this.transactions.push(transmission.localId)
    return this.answer(transmission)
  }
}

async function open(t: TestContext, file = ':memory:') {
  const store = new Store({ file, key: new Uint8Array(32), log: silentLog })
  const clock = new ManualClock()
  const random = () => 0.5
  const connectivity = new Connectivity({ clock, random, log: silentLog })
  const transmitter = new ScriptedTransmitter()
  const outbox = new Outbox({ store, transmitter, connectivity, me, clock, random, log: silentLog })
  store.write((writer) => {
    for (const roomId of [roomA, roomB]) ensureRoom(writer, roomId)
    writer.run("UPDATE room SET membership = 'join'")
  })
  t.after(async () => {
    const stopped = outbox.stop()
    await clock.advance(10_000)
    await stopped
    store.dispose()
  })
  const stateOf = (localId: LocalId) => store.read((reader) => readOperation(reader, localId))?.state
  return { store, clock, connectivity, transmitter, outbox, stateOf }
}

const offline = () => new HomeserverError('offline')

describe('the outbox', () => {
  test('keeps an operation before anything is sent', async (t) => {
    const { outbox, transmitter, stateOf } = await open(t)
    const localId = outbox.enqueue(saying('hello'))
    assert.equal(stateOf(localId), 'waiting')
    assert.deepEqual(transmitter.attempts, [])
  })

  test('sends what one room was told in that order, one after another, and does not make other rooms wait', async (t) => {
    const { outbox, transmitter } = await open(t)
    let release = () => {}
    transmitter.answer = ({ localId, operation }) => 'text' in operation && operation.text === 'a1'
      ? new Promise((resolve) => { release = () => resolve({ eventId: `$${localId}` as EventId }) })
      : Promise.resolve({ eventId: `$${localId}` as EventId })
    outbox.start()
    const ids = ['a1', 'a2', 'a3'].map((text) => outbox.enqueue(saying(text)))
    const other = outbox.enqueue(saying('b1', roomB))
    assert.equal((await outbox.end(other, 1000)).state, 'done')
    assert.deepEqual(transmitter.attempts, ['a1', 'b1'])
    release()
    assert.equal((await outbox.end(ids[2] as LocalId, 1000)).state, 'done')
    assert.deepEqual(transmitter.attempts, ['a1', 'b1', 'a2', 'a3'])
  })

  test('is through when all that is left waits until a person does something', async (t) => {
    const { outbox, transmitter } = await open(t)
    const answer = transmitter.answer
    transmitter.answer = (transmission) => 'text' in transmission.operation && transmission.operation.text.startsWith('held')
      ? Promise.reject(new CryptoError('forbidden', 'Settle that first.'))
      : answer(transmission)
    for (const text of ['held', 'held as well']) outbox.enqueue(saying(text))
    const other = outbox.enqueue(saying('goes', roomB))
    outbox.start()
    assert.deepEqual(await outbox.flush(new AbortController().signal), { waiting: 2, refused: 0 })
    assert.equal((await outbox.end(other, 1000)).state, 'done')
  })

  test('tries again after a failure of the server, with the same transaction id', async (t) => {
    const { outbox, transmitter, clock } = await open(t)
    const answer = transmitter.answer
    transmitter.answer = () => Promise.reject(new HomeserverError('server-error'))
    outbox.start()
    const localId = outbox.enqueue(saying('hello'))
    await clock.untilSleeping()
    transmitter.answer = answer
    await clock.advance(60_000)
    assert.equal((await outbox.end(localId, 1000)).state, 'done')
    assert.deepEqual(transmitter.transactions, [localId, localId])
  })

  test('sends nothing that was taken back while there was no network, and what was changed as it is now', async (t) => {
    const { outbox, transmitter, connectivity, clock } = await open(t)
    connectivity.failed(offline(), clock.now())
    outbox.start()
    const [first, second] = [outbox.enqueue(saying('regretted')), outbox.enqueue(saying('first wording'))]
    outbox.cancel(first)
    outbox.enqueue({ kind: 'edit', roomId: roomA, target: second, text: 'second wording', format: 'plain' })
    connectivity.succeeded()
    assert.equal((await outbox.end(second, 1000)).state, 'done')
    assert.deepEqual(transmitter.attempts, ['second wording'])
  })

  test('does not send again what came back in a sync before its own answer was given up', async (t) => {
    const { outbox, store, transmitter, clock, stateOf } = await open(t)
    let giveUp = () => {}
    transmitter.answer = () => new Promise((_resolve, reject) => { giveUp = () => reject(new HomeserverError('timeout')) })
    outbox.start()
    const localId = outbox.enqueue(saying('hello'))
    await clock.advance(0)
    store.write((writer) => markEchoed(writer, localId, '$event' as EventId))
    giveUp()
    await clock.advance(120_000)
    assert.equal(stateOf(localId), 'done')
    assert.deepEqual(transmitter.attempts, ['hello'])
  })

  test('waits as long as the server asks, to the millisecond', async (t) => {
    const { outbox, transmitter, clock } = await open(t)
    transmitter.answer = () => Promise.reject(new HomeserverError('rate-limited', { retryAfterMs: 7_000 }))
    outbox.start()
    outbox.enqueue(saying('hello'))
    await clock.untilSleeping()
    await clock.advance(6_999)
    assert.equal(transmitter.attempts.length, 1)
    await clock.advance(1)
    assert.equal(transmitter.attempts.length, 2)
  })

  test('says at once that an operation waits while there is no network, and sends it when there is', async (t) => {
    const { outbox, transmitter, connectivity, clock } = await open(t)
    const answer = transmitter.answer
    transmitter.answer = () => {
      connectivity.failed(offline(), clock.now())
      return Promise.reject(offline())
    }
    outbox.start()
    const localId = outbox.enqueue(saying('hello'))
    assert.equal((await outbox.end(localId, 60_000)).state, 'waiting')
    transmitter.answer = answer
    connectivity.succeeded()
    assert.equal((await outbox.end(localId, 60_000)).state, 'done')
  })

  test('gives up on what the server refuses, says why, and goes on with the rest', async (t) => {
    const { outbox, transmitter } = await open(t)
    const answer = transmitter.answer
    transmitter.answer = () => Promise.reject(new HomeserverError('forbidden'))
    outbox.start()
    const refused = outbox.enqueue(saying('no'))
    const end = await outbox.end(refused, 1000)
    assert.equal(end.state, 'failed')
    assert.match(end.reason ?? '', /not allowed/u)
    transmitter.answer = answer
    assert.equal((await outbox.end(outbox.enqueue(saying('yes')), 1000)).state, 'done')

    outbox.retry(refused)
    assert.equal((await outbox.end(refused, 1000)).state, 'done')
  })

  test('says at once what waits until somebody settles or mends something, and sends it when that is done', async (t) => {
    const { outbox, transmitter } = await open(t)
    const answer = transmitter.answer
    outbox.start()
    for (const [code, error] of [
      ['forbidden', new CryptoError('forbidden', 'Settle that first.')], ['damaged', new CryptoError('damaged', 'These keys are not ours.')],
      ['damaged', new StoreError('damaged', 'Pages do not hold together.')],
    ] as const) {
      transmitter.answer = () => Promise.reject(error)
      const waiting = outbox.enqueue(saying(code))
      const end = await outbox.end(waiting, 3_600_000)
      assert.deepEqual([end.state, end.code, end.reason !== null], ['waiting', code, true])
      assert.deepEqual(await outbox.end(outbox.enqueue(saying('behind it')), 3_600_000), end)
      transmitter.answer = answer
      outbox.retry(waiting)
      assert.deepEqual((await outbox.end(waiting, 3_600_000)).state, 'done')
    }
  })

  test('repeats after a crash what was on its way, under the same transaction id', async (t) => {
    const folder = await tempFolderFor(t)
    const before = await open(t, join(folder, 'store.db'))
    // Killed before the answer came.
    before.transmitter.answer = ({ signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new HomeserverError('aborted')), { once: true })
    })
    before.outbox.start()
    const localId = before.outbox.enqueue(saying('hello'))
    await new Promise(setImmediate)
    assert.equal(before.stateOf(localId), 'sending')

    const after = await open(t, join(folder, 'store.db'))
    after.outbox.start()
    assert.equal((await after.outbox.end(localId, 1000)).state, 'done')
    assert.deepEqual(after.transmitter.transactions, [localId])
  })

  test('knows an operation as done when its event comes before the answer', async (t) => {
    const { outbox, store, transmitter } = await open(t)
    transmitter.answer = () => Promise.reject(new HomeserverError('timeout'))
    const localId = outbox.enqueue(saying('hello'))
    const event = '$from-sync' as EventId
    store.write((writer) => markEchoed(writer, localId, event))
    outbox.start()
    assert.deepEqual(await outbox.end(localId, 1000), { state: 'done', eventId: event, roomId: roomA, code: null, reason: null })
    assert.deepEqual(transmitter.attempts, [])
  })

  test('pauses when the session has ended and goes on after the next sign-in', async (t) => {
    const { outbox, transmitter } = await open(t)
    const answer = transmitter.answer
    transmitter.answer = () => Promise.reject(new HomeserverError('unknown-token', { isSoftLogout: true }))
    outbox.start()
    const localId = outbox.enqueue(saying('hello'))
    assert.equal((await outbox.end(localId, 60_000)).state, 'waiting')
    outbox.enqueue(saying('world'))
    assert.deepEqual(transmitter.attempts, ['hello'])
    transmitter.answer = answer
    outbox.wake()
    assert.equal((await outbox.end(localId, 1000)).state, 'done')
  })
})

describe('what waits in the outbox', () => {
  test('takes an edit into itself', async (t) => {
    const { outbox, transmitter } = await open(t)
    const localId = outbox.enqueue(saying('helo'))
    assert.equal(outbox.enqueue({ kind: 'edit', roomId: roomA, target: localId, text: 'hello', format: 'plain' }), localId)
    outbox.start()
    await outbox.end(localId, 1000)
    assert.deepEqual(transmitter.attempts, ['hello'])
  })

  test('vanishes when it is taken back, and with it what hung on it', async (t) => {
    const { outbox, transmitter, store } = await open(t)
    const localId = outbox.enqueue(saying('oh no'))
    outbox.enqueue({ kind: 'react', roomId: roomA, target: localId, key: '👍' })
    outbox.enqueue({ kind: 'redact', roomId: roomA, target: localId })
    outbox.start()
    assert.equal((await outbox.end(localId, 1000)).state, 'cancelled')
    assert.deepEqual(store.read(readOutboxRows), [])
    assert.deepEqual(transmitter.attempts, [])
  })

  test('is taken back on the server when it was on its way already', async (t) => {
    const { outbox, transmitter, store } = await open(t)
    let release = () => {}
    transmitter.answer = ({ localId }) => new Promise((resolve) => { release = () => resolve({ eventId: `$${localId}` as EventId }) })
    outbox.start()
    const localId = outbox.enqueue(saying('oh no'))
    await new Promise(setImmediate)
    outbox.cancel(localId)
    release()
    assert.equal((await outbox.end(localId, 1000)).state, 'done')
    transmitter.answer = async () => ({})
    await outbox.flush(new AbortController().signal)
    assert.deepEqual(transmitter.attempts, ['oh no', 'redact'])
    assert.deepEqual(store.read(readOutboxRows), [])
  })

  test('is shown in the order in which it was done, in the user’s own words', async (t) => {
    const { outbox, store } = await open(t)
    outbox.enqueue(saying('first\n\n  line'))
    outbox.enqueue({ kind: 'join', room: '#bridge:example.org', via: [] })
    outbox.enqueue(saying('x'.repeat(500), roomB))
    const rows = store.read(readOutboxRows)
    assert.deepEqual(rows.map((row) => [row.operation, row.state, row.summary.slice(0, 30)]), [
      ['message', 'waiting', 'first line'], ['join', 'waiting', '#bridge:example.org'], ['message', 'waiting', 'x'.repeat(30)],
    ])
    assert.equal(rows[2]?.summary.length, 120)
  })
})

test('a read marker that waits is not counted as something that waits', async (t) => {
  const { outbox, store } = await open(t)
  outbox.enqueue(saying('hello'))
  outbox.enqueue({ kind: 'read', roomId: roomA, eventId: '$seen' as EventId, isPrivate: false })
  assert.deepEqual(store.read(countNoticedOutbox), { waiting: 1, failed: 0 })
  assert.equal(store.read(countOutbox).waiting, 2)
})

describe('the outbox never takes', () => {
  const refusedWith = (code: OutboxError['code']) => (error: unknown) => error instanceof OutboxError && error.code === code

  test('anything for a room that I am not in, or that does not exist', async (t) => {
    const { outbox, store } = await open(t)
    store.write((writer) => writer.run("UPDATE room SET membership = 'leave' WHERE room_id = ?", roomB))
    assert.throws(() => outbox.enqueue(saying('hello', roomB)), refusedWith('forbidden'))
    assert.throws(() => outbox.enqueue(saying('hello', '!nowhere:example.org' as RoomId)), refusedWith('not-found'))
  })

  test('an edit of somebody else’s message', async (t) => {
    const { outbox, store } = await open(t)
    store.write((writer) =>
      writer.run(
        `INSERT INTO event (room, event_id, position, is_shown, sender, type, ts, json)
       SELECT room, '$theirs', 1, 1, '@anna:example.org', 'm.room.message', 0, '{"content":{"body":"hi"}}' FROM room WHERE room_id = ?`,
        roomA,
      ),
    )
    const edit: Operation = { kind: 'edit', roomId: roomA, target: '$theirs' as EventId, text: 'ha', format: 'plain' }
    assert.throws(() => outbox.enqueue(edit), refusedWith('forbidden'))
  })
})
