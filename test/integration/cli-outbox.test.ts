import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { FaultProxy } from '../harness/fault-proxy.ts'
import { refusals } from '../harness/faults.ts'
import type { Json, Person } from '../harness/person.ts'
import { useSynapse, type TestSynapse } from '../harness/synapse.ts'
import { Terminal } from './cli/terminal.ts'

// What was done at a terminal happens once, whatever becomes of the network, the server's answers or the program.

let synapse: TestSynapse
before(async () => { synapse = await useSynapse() })
after(() => synapse.dispose())

type Queued = { readonly eventId: string | null; readonly localId: string }

async function roomBehindProxy(t: TestContext) {
  const ada = await synapse.person('Ada')
  const proxy = await FaultProxy.open(ada.url)
  t.after(() => proxy.dispose())
  const terminal = await Terminal.signedIn(t, ada, proxy.url)
  const { roomId } = await terminal.json<{ roomId: string }>('create', '--name', 'Post')
  return { ada, proxy, terminal, roomId }
}

const bodies = async (person: Person, roomId: string): Promise<readonly unknown[]> =>
  (await person.timeline(roomId)).filter((event) => event['type'] === 'm.room.message').map((event) => (event['content'] as Json)['body'])

describe('the outbox at a terminal', () => {
  test('keeps what was written without a server, and the next sync sends it, once and in order', async (t) => {
    const { ada, proxy, terminal, roomId } = await roomBehindProxy(t)
    await proxy.goDown()
    const written = await terminal.run(['send', 'Post', 'one'])
    assert.deepEqual([written.status, written.errorCode], [4, 'offline'])
    assert.match(written.stderr, /outbox/)
    const second = await terminal.json<Queued>('send', 'Post', 'two', '--queue-only')
    assert.equal(second.eventId, null)
    assert.equal((await terminal.run(['sync'])).status, 4)
    const waiting = await terminal.json<readonly Json[]>('outbox')
    assert.deepEqual(
      waiting.map((row) => [row['operation'], row['roomId'], row['state']]),
      [['message', roomId, 'waiting'], ['message', roomId, 'waiting']],
    )
    assert.equal(waiting[1]?.['localId'], second.localId)
    const rows = (await terminal.json<readonly Json[]>('timeline', 'Post')).slice(-2)
    assert.deepEqual(rows.map((row) => [row['body'], row['eventId'], row['state']]), [['one', null, 'sending'], ['two', null, 'sending']])

    await proxy.comeBack()
    const synced = await terminal.json<Json>('sync')
    assert.deepEqual([synced['waiting'], synced['refused']], [0, 0])
    assert.deepEqual(await bodies(ada, roomId), ['one', 'two'])
    assert.deepEqual(await terminal.json('outbox'), [])
  })

  test('what waits can be changed, taken back, and answered by its local id', async (t) => {
    const { ada, proxy, terminal, roomId } = await roomBehindProxy(t)
    await proxy.goDown()
    const first = await terminal.json<Queued>('send', 'Post', 'a frist draft', '--queue-only')
    const slip = await terminal.json<Queued>('send', 'Post', 'a slip', '--queue-only')
    assert.equal((await terminal.json<Queued>('edit', first.localId, 'a first draft', '--queue-only')).localId, first.localId)
    await terminal.json('redact', slip.localId)
    await terminal.json('send', 'Post', 'an answer', '--reply', first.localId, '--queue-only')
    const cancelled = await terminal.json<Queued>('send', 'Post', 'not this', '--queue-only')
    assert.equal((await terminal.json<readonly Json[]>('outbox', 'cancel', cancelled.localId)).length, 2)
    await proxy.comeBack()
    await terminal.json('sync')
    assert.deepEqual(await bodies(ada, roomId), ['a first draft', 'an answer'])
    const [original, answer] = (await ada.timeline(roomId)).filter((event) => event['type'] === 'm.room.message')
    assert.deepEqual(
      (answer?.['content'] as { 'm.relates_to': Json })['m.relates_to']['m.in_reply_to'], { event_id: original?.['event_id'] },
    )
  })

  test('a program that is killed between the request and its answer has sent it once', async (t) => {
    const { ada, proxy, terminal, roomId } = await roomBehindProxy(t)
    proxy.inject(/PUT .*\/send\//, { kind: 'hold-answer', until: new Promise(() => undefined) }, 1)
    const running = terminal.start(['send', roomId, 'exactly once', '--json'])
    await proxy.untilSeen(/PUT .*\/send\//)
    running.process.kill('SIGKILL')
    await running.ended
    const synced = await terminal.json<Json>('sync')
    assert.equal(synced['waiting'], 0)
    assert.deepEqual(await bodies(ada, roomId), ['exactly once'])
    assert.equal(proxy.seen(/PUT .*\/send\//).length >= 1, true)
    assert.deepEqual((await terminal.json<readonly Json[]>('timeline', roomId)).filter((row) => row['body'] === 'exactly once').length, 1)
  })

  test('what the server refused says why, and can be tried again', async (t) => {
    const { ada, proxy, terminal, roomId } = await roomBehindProxy(t)
    const lift = proxy.inject(/PUT .*\/send\//, { kind: 'answer', status: 403, body: { errcode: 'M_FORBIDDEN', error: 'Quiet, please' } })
    const refused = await terminal.run(['send', roomId, 'hello'])
    assert.deepEqual([refused.status, refused.errorCode], [1, 'refused'])
    assert.match(refused.stderr, /Quiet, please/)
    const [row] = await terminal.json<readonly Json[]>('outbox')
    assert.deepEqual(Object.keys(row ?? {}).sort(), ['localId', 'operation', 'reason', 'roomId', 'state'])
    assert.deepEqual([row?.['state'], row?.['roomId']], ['failed', roomId])
    assert.equal((await terminal.json<Json>('sync'))['refused'], 1)
    assert.equal((await terminal.run(['outbox', 'retry', String(row?.['localId'])])).status, 1)
    lift()
    assert.deepEqual(await terminal.json('outbox', 'retry', String(row?.['localId'])), [])
    assert.deepEqual(await bodies(ada, roomId), ['hello'])
  })
})

describe('sending that does not end', () => {
  test('is given up when the server stays silent, and when it keeps on refusing for now', async (t) => {
    const { proxy, terminal, roomId } = await roomBehindProxy(t)
    await terminal.json('send', roomId, 'one', '--queue-only')
    const lift = proxy.inject(/PUT .*\/send\//, { kind: 'hang' })
    const silent = await terminal.run(['sync', '--timeout', '2'])
    assert.deepEqual([silent.status, silent.errorCode], [4, 'timeout'])
    lift()
    const calm = proxy.inject(/PUT .*\/send\//, refusals.rateLimited(60))
    const busy = await terminal.json<Json>('sync', '--timeout', '2')
    assert.equal(busy['waiting'], 1)
    const waited = await terminal.run(['send', roomId, 'two', '--timeout', '1'])
    assert.equal(waited.status, 4)
    calm()
    assert.equal((await terminal.json<Json>('sync'))['waiting'], 0)
  })
})
