import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Outcome } from '../../../preload/contract/index.ts'
import type { WindowNotification, WindowRequest } from '../../../preload/contract/window-channel.ts'
import { createBridge } from '../../../preload/bridge.ts'

const page = 'this page'

function setUp(answer: (request: WindowRequest) => Outcome<unknown> = () => ({ ok: true, value: {} })) {
  const asked: WindowRequest[] = []
  let tell: (notification: WindowNotification) => void = () => undefined
  const bridge = createBridge({
    ask: async (request) => {
      // What cannot be cloned cannot be sent, and Electron throws.
      asked.push(structuredClone(request))
      return answer(request)
    },
    onNotification: (listener) => { tell = listener },
    pathOf: (file) => typeof file === 'string' ? file : null,
  }, page)
  const batch = (watch: number, seq: number, from = page) =>
    tell({ page: from, method: 'batch', params: { watch, seq, diffs: [`diff ${seq}`], head: {} } })
  const gone = (watch: number) =>
    tell({ page, method: 'gone', params: { watch, failure: { code: 'not-found', message: 'No such room.' } } })
  return { bridge, asked, batch, gone }
}

const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

describe('the object that a page gets', () => {
  test('hands calls to main and gives back what it answers', async () => {
    const { bridge, asked } = setUp(() => ({ ok: true, value: [] }))
    assert.deepEqual(await bridge.call('account.list', {}), { ok: true, value: [] })
    assert.deepEqual(asked, [{ page, method: 'account.list', params: {} }])
  })

  test('answers with a failure when main cannot even be asked', async () => {
    const { bridge } = setUp()
    const outcome = await bridge.call('app.copy', { text: (() => undefined) as unknown as string })
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'bug')
  })

  test('turns files into what main says of their paths', async () => {
    const { bridge, asked } = setUp(() => ({ ok: true, value: [{ fileId: 'f' }, null] }))
    assert.deepEqual(await bridge.adopt(['/a/photo.jpg', { pasted: true }]), [{ fileId: 'f' }, null])
    assert.deepEqual(asked.map(({ params }) => params), [{ paths: ['/a/photo.jpg', null] }])
  })

  test('has none of the files when main refuses them', async () => {
    const { bridge } = setUp(() => ({ ok: false, failure: { code: 'bad-input', message: '' } }))
    assert.deepEqual(await bridge.adopt(['/a', '/b']), [null, null])
  })
})

describe('a watch of a page', () => {
  function watching(world = setUp()) {
    const heard: unknown[] = []
    const watch = world.bridge.watch('accounts', {}, ({ diffs }) => heard.push(...diffs), (message) => heard.push(message))
    return { ...world, heard, watch }
  }

  test('is known before main can answer, and hears its batches in order', () => {
    const { batch, heard, asked } = watching()
    batch(0, 0)
    batch(0, 1)
    assert.deepEqual(asked, [{ page, method: 'watch', params: { watch: 0, view: 'accounts', input: {} } }])
    assert.deepEqual(heard, ['diff 0', 'diff 1'])
  })

  test('goes on with a new engine’s batches, which begin at 0 again', () => {
    const { batch, heard } = watching()
    for (const seq of [0, 1, 0, 1]) batch(0, seq)
    assert.deepEqual(heard, ['diff 0', 'diff 1', 'diff 0', 'diff 1'])
  })

  test('starts over when a batch is missing', () => {
    const { batch, heard, asked } = watching()
    batch(0, 0)
    batch(0, 2)
    batch(0, 3)
    batch(1, 0)
    assert.deepEqual(heard, ['diff 0', 'diff 0'])
    assert.deepEqual(asked.map(({ method, params }) => [method, params]), [
      ['watch', { watch: 0, view: 'accounts', input: {} }],
      ['unwatch', { watch: 0 }],
      ['watch', { watch: 1, view: 'accounts', input: {} }],
    ])
  })

  test('hears nothing that was meant for the page before a reload', () => {
    const { batch, heard } = watching()
    batch(0, 0, 'the page before')
    assert.deepEqual(heard, [])
  })

  test('hears nothing after it was stopped, and main is told once', () => {
    const { batch, heard, asked, watch } = watching()
    watch.stop()
    watch.stop()
    batch(0, 0)
    assert.deepEqual(heard, [])
    assert.deepEqual(asked.slice(1), [{ page, method: 'unwatch', params: { watch: 0 } }])
  })

  test('moves while it lives', () => {
    const { bridge, asked } = setUp()
    const watch = bridge.watch('rooms', { account: '@a:b' as never, filter: 'all', from: 0, count: 20 }, () => undefined)
    watch.move({ from: 20, count: 20 })
    watch.stop()
    watch.move({ from: 40, count: 20 })
    assert.deepEqual(asked.slice(1).map(({ method, params }) => [method, params]), [
      ['move', { watch: 0, to: { from: 20, count: 20 } }],
      ['unwatch', { watch: 0 }],
    ])
  })

  test('is told once when the view cannot be had', async () => {
    const { heard } = watching(setUp(() => ({ ok: false, failure: { code: 'not-found', message: 'No such room.' } })))
    await settle()
    assert.deepEqual(heard, ['No such room.'])
  })

  test('is told when the view goes away, and hears nothing after that', () => {
    const { heard, gone, batch } = watching()
    gone(0)
    gone(0)
    batch(0, 0)
    assert.deepEqual(heard, ['No such room.'])
  })
})
