import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AnswerCall } from '../../../../main/engine/api/answer-call.ts'
import type { Channel } from '../../../../main/engine/api/channel.ts'
import { RpcServer } from '../../../../main/engine/api/rpc-server.ts'
import { Watches } from '../../../../main/engine/api/watches.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Frames } from '../../../../main/engine/views/frames.ts'
import type { ViewOpeners } from '../../../../main/engine/views/view-openers.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

/** A server whose only view shows a counter and whose calls are answered by the test. */
function serve() {
  const clock = new ManualClock()
  const sent: unknown[] = []
  const world = { count: 0, isFlowing: true, touched: () => undefined as void, closes: 0 }
  let receive = (_message: unknown): void => undefined
  let onFlowing = (): void => undefined
  const channel: Channel = {
    send: (message) => { sent.push(message) },
    get isFlowing() { return world.isFlowing },
    onMessage: (listener) => { receive = listener },
    onFlowing: (listener) => { onFlowing = listener },
    onClose: () => undefined,
    close: () => { world.closes += 1 },
  }
  const pending: ((value: unknown) => void)[] = []
  const answerCall = (() => new Promise<unknown>((resolve) => pending.push(resolve))) as unknown as AnswerCall
  const openers = {
    settings: () => (touched: () => void) => {
      world.touched = touched
      return {
        read: () => ({ rows: [{ key: 'settings', count: world.count }], head: {} }), move: () => undefined, dispose: () => undefined,
      }
    },
  } as unknown as ViewOpeners
  const watches = new Watches({ channel, openers, frames: new Frames({ clock, log: silentLog }), log: silentLog })
  const server = new RpcServer({ channel, answerCall, watches, log: silentLog })
  const ask = (id: unknown, method: unknown, params?: unknown) => receive({ jsonrpc: '2.0', id, method, params })
  return { clock, sent, world, server, pending, ask, receive: (message: unknown) => receive(message), flow: () => onFlowing() }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the server of the contract', () => {
  test('answers the opening of a view before its first batch', async () => {
    const { clock, sent, ask } = serve()
    ask(1, 'watch', { view: 'settings', input: {} })
    assert.deepEqual(sent, [{ jsonrpc: '2.0', id: 1, result: { watch: 1 } }])
    await clock.advance(0)
    assert.deepEqual(sent[1], {
      jsonrpc: '2.0', method: 'batch', params: {
        watch: 1, seq: 0, diffs: [{ op: 'reset', rows: [{ key: 'settings', count: 0 }] }], head: {},
      },
    })
  })

  test('counts the batches of each watch, and sends none while the channel does not flow', async () => {
    const { clock, sent, world, ask, flow } = serve()
    ask(1, 'watch', { view: 'settings', input: {} })
    await clock.advance(0)
    world.isFlowing = false
    for (world.count = 1; world.count < 4; world.count += 1) {
      world.touched()
      await clock.advance(16)
    }
    assert.equal(sent.length, 2)
    world.isFlowing = true
    flow()
    await clock.advance(16)
    assert.deepEqual(sent.slice(2), [{
      jsonrpc: '2.0', method: 'batch', params: {
        watch: 1, seq: 1, diffs: [{ op: 'set', at: 0, row: { key: 'settings', count: 4 } }], head: {},
      },
    }])
  })

  test('tells what differs of a row to whoever asks for it in that way', async () => {
    const { clock, sent, world, ask } = serve()
    ask(1, 'watch', { view: 'settings', input: {}, changes: true })
    await clock.advance(0)
    world.count = 1
    world.touched()
    await clock.advance(16)
    assert.deepEqual(sent[2], {
      jsonrpc: '2.0', method: 'batch', params: { watch: 1, seq: 1, diffs: [{ op: 'change', at: 0, fields: { count: 1 } }], head: {} },
    })
  })

  test('says nothing more of a view that was closed', async () => {
    const { clock, sent, world, ask } = serve()
    ask(1, 'watch', { view: 'settings', input: {} })
    await clock.advance(0)
    ask(2, 'unwatch', { watch: 1 })
    world.count = 1
    world.touched()
    await clock.advance(100)
    assert.deepEqual(sent.slice(2), [{ jsonrpc: '2.0', id: 2, result: {} }])
  })

  test('refuses what is no request, and answers no answer', () => {
    const { sent, receive, ask } = serve()
    const shapeless = [
      null, 7, 'text', [], { id: 1, method: 'settings.get' }, { jsonrpc: '2.0', id: {}, method: 'x' }, { jsonrpc: '2.0', id: 1, method: 7 },
    ]
    for (const message of shapeless) receive(message)
    assert.deepEqual(sent.map((message) => (message as { error: { code: number } }).error.code), Array.from({ length: 7 }, () => -32600))
    receive({ jsonrpc: '2.0', id: 1, result: {} })
    ask(2, 'toString')
    assert.equal((sent[7] as { error: { code: number } }).error.code, -32601)
    assert.equal(sent.length, 8)
  })

  test('a notification is done and not answered', async () => {
    const { sent, pending, ask } = serve()
    ask(undefined, 'settings.get', {})
    pending[0]?.({})
    await settled()
    assert.deepEqual(sent, [])
  })

  test('leaving, it answers what is under way, begins nothing new, and closes', async () => {
    const { sent, world, server, pending, ask } = serve()
    ask(1, 'settings.get', {})
    const left = server.leave()
    ask(2, 'settings.get', {})
    assert.equal((sent[0] as { id: number; error: { code: number } }).error.code, -32001)
    await settled()
    assert.equal(world.closes, 0)
    pending[0]?.({ theme: 'dark' })
    await left
    assert.deepEqual(sent[1], { jsonrpc: '2.0', id: 1, result: { theme: 'dark' } })
    assert.equal(world.closes, 1)
    assert.equal(pending.length, 1)
  })
})
