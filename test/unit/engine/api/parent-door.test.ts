import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AccountError } from '../../../../main/engine/account/account-error.ts'
import type { Channel } from '../../../../main/engine/api/channel.ts'
import { keepDoor, type OpenRequest } from '../../../../main/engine/api/parent-door.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'

function door() {
  const sent: { id?: number; result?: unknown; error?: { data: { code: string } } }[] = []
  const world = { opened: [] as OpenRequest[], closes: 0, ends: 0, inner: undefined as Channel | undefined, refusal: undefined as unknown }
  let receive = (_message: unknown): void => undefined
  const channel: Channel = {
    send: (message) => { sent.push(message) },
    isFlowing: true,
    onMessage: (listener) => { receive = listener },
    onFlowing: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  }
  keepDoor(channel, {
    open: async (request, inner) => {
      if (world.refusal !== undefined) throw world.refusal
      world.opened.push(request)
      world.inner = inner
    },
    close: async () => { world.closes += 1 },
    closed: () => { world.ends += 1 },
  }, silentLog)
  const ask = async (id: number, method: string, params: unknown = {}) => {
    receive({ jsonrpc: '2.0', id, method, params })
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { sent, world, ask }
}

const key = new Uint8Array(32)

describe('the door between the parent and the engine', () => {
  test('lets nothing in before the profile is open, and everything else afterwards', async () => {
    const { sent, world, ask } = door()
    await ask(1, 'settings.get')
    assert.equal(sent[0]?.error?.data.code, 'locked')
    await ask(2, 'engine.open', { profileDir: 'dir', key })
    assert.deepEqual([sent[1]?.result, world.opened], [{}, [{ profileDir: 'dir', key }]])
    const heard: unknown[] = []
    world.inner?.onMessage((message) => heard.push(message))
    await ask(3, 'settings.get')
    assert.deepEqual(heard, [{ jsonrpc: '2.0', id: 3, method: 'settings.get', params: {} }])
    assert.equal(sent.length, 2)
  })

  test('asks for a folder and a key of 32 bytes', async () => {
    const { sent, world, ask } = door()
    for (const params of [{}, { profileDir: 7, key }, { profileDir: 'dir', key: 'key' }, { profileDir: 'dir', key: new Uint8Array(16) }]) {
      await ask(1, 'engine.open', params)
    }
    assert.deepEqual(sent.map(({ error }) => error?.data.code), ['bad-input', 'bad-input', 'bad-input', 'bad-input'])
    assert.deepEqual(world.opened, [])
  })

  test('a profile that could not be opened can be opened again, an open one not', async () => {
    const { sent, world, ask } = door()
    world.refusal = new AccountError('in-use', 'Another program has it.')
    await ask(1, 'engine.open', { profileDir: 'dir', key })
    assert.equal(sent[0]?.error?.data.code, 'in-use')
    world.refusal = undefined
    await ask(2, 'engine.open', { profileDir: 'dir', key })
    await ask(3, 'engine.open', { profileDir: 'dir', key })
    assert.deepEqual([sent[1]?.result, sent[2]?.error?.data.code, world.opened.length], [{}, 'bad-input', 1])
  })

  test('is closed at any time, and the parent hears when everything is done', async () => {
    const early = door()
    await early.ask(1, 'engine.close')
    assert.deepEqual([early.sent[0]?.result, early.world.closes, early.world.ends], [{}, 1, 1])
    const late = door()
    await late.ask(1, 'engine.open', { profileDir: 'dir', key })
    late.world.inner?.onMessage(() => assert.fail('this is not for the engine'))
    late.world.inner?.close()
    await late.ask(2, 'engine.close')
    assert.deepEqual([late.sent[1]?.result, late.world.closes, late.world.ends], [{}, 1, 1])
  })
})
