import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { EngineSupervisor } from '../../../../main/shell/engine/engine-supervisor.ts'
import { EngineWatches, inputAfterMove } from '../../../../main/shell/engine/engine-watches.ts'
import { FakeEngines, refuse, settle, type Answers } from '../../../harness/fake-engine.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

const reset = (...rows: readonly string[]) => ({ op: 'reset', rows })

async function setUp(answers: Answers = {}) {
  const clock = new ManualClock()
  let next = 100
  const engines = new FakeEngines({
    watch: (_params, engine) => {
      const watch = next++
      // The first batch stands right behind the answer, before anybody can have noted the number.
      engine.say({ jsonrpc: '2.0', id: engine.posted.at(-1)?.id, result: { watch } })
      engine.batch(watch, 0, [reset(`engine ${engine.pid}`)])
      return undefined
    },
    ...answers,
  })
  const supervisor = new EngineSupervisor({
    start: engines.start, unlock: async () => new Uint8Array(32), profileDir: '/profile', clock, log: silentLog,
  })
  const watches = new EngineWatches(supervisor)
  const heard: unknown[] = []
  const listener = {
    batch: (seq: number, diffs: readonly unknown[]) => { heard.push([seq, diffs]) },
    gone: ({ code }: { readonly code: string }) => { heard.push(`gone: ${code}`) },
  }
  const crash = async () => {
    engines.last.crash()
    await clock.untilSleeping()
    await clock.advance(2_000)
    await settle()
  }
  return { supervisor, watches, engines, heard, listener, crash }
}

describe('a watched view', () => {
  test('hears its first batch although it stands right behind the answer', async () => {
    const { supervisor, watches, heard, listener } = await setUp()
    await supervisor.start()
    watches.open('accounts', {}, listener)
    assert.deepEqual(heard, [[0, [reset('engine 1')]]])
  })

  test('that was opened before the engine is ready waits for it', async () => {
    const { supervisor, watches, heard, listener } = await setUp()
    watches.open('accounts', {}, listener)
    assert.deepEqual(heard, [])
    await supervisor.start()
    assert.deepEqual(heard, [[0, [reset('engine 1')]]])
  })

  test('goes on with a reset after the engine came back from a crash', async () => {
    const { supervisor, watches, heard, listener, crash } = await setUp()
    await supervisor.start()
    watches.open('accounts', {}, listener)
    await crash()
    assert.deepEqual(heard, [[0, [reset('engine 1')]], [0, [reset('engine 2')]]])
  })

  test('goes on where it had been moved to', async () => {
    const { supervisor, watches, engines, listener, crash } = await setUp()
    await supervisor.start()
    const watch = watches.open('rooms', { account: '@a:b', filter: 'all', from: 0, count: 20 }, listener)
    watch.move({ from: 40, count: 30 })
    await settle()
    assert.deepEqual(engines.last.asked('move').map(({ params }) => params), [{ watch: 100, to: { from: 40, count: 30 } }])
    await crash()
    assert.deepEqual(engines.last.asked('watch').map(({ params }) => params), [
      { view: 'rooms', input: { account: '@a:b', filter: 'all', from: 40, count: 30 }, changes: true },
    ])
  })

  test('is given back to the engine when nobody looks any more, and hears nothing after that', async () => {
    const { supervisor, watches, engines, heard, listener } = await setUp()
    await supervisor.start()
    watches.open('accounts', {}, listener).stop()
    engines.last.batch(100, 1, [])
    await settle()
    assert.deepEqual(engines.last.asked('unwatch').map(({ params }) => params), [{ watch: 100 }])
    assert.deepEqual(heard, [[0, [reset('engine 1')]]])
    assert.equal(watches.size, 0)
  })

  test('that was stopped before the engine answered is given back when it does', async () => {
    const { supervisor, watches, engines, heard, listener } = await setUp({ watch: () => undefined })
    await supervisor.start()
    watches.open('accounts', {}, listener).stop()
    const [asked] = engines.last.asked('watch')
    assert.ok(asked)
    engines.last.answer(asked, { watch: 5 })
    engines.last.batch(5, 0, [])
    await settle()
    assert.deepEqual(engines.last.asked('unwatch').map(({ params }) => params), [{ watch: 5 }])
    assert.deepEqual(heard, [])
  })

  test('is not asked for again after the engine refused it', async () => {
    const { supervisor, watches, engines, heard, listener, crash } = await setUp({ watch: () => refuse('not-found', 'No such room.') })
    await supervisor.start()
    watches.open('room', { account: '@a:b', roomId: '!r' }, listener)
    await settle()
    await crash()
    assert.deepEqual(heard, ['gone: not-found'])
    assert.deepEqual(engines.last.asked('watch'), [])
  })

  test('ends when the engine says that it is gone', async () => {
    const { supervisor, watches, engines, heard, listener } = await setUp()
    await supervisor.start()
    watches.open('accounts', {}, listener)
    const failure = { code: 'not-signed-in', message: '' }
    engines.last.say({ jsonrpc: '2.0', method: 'gone', params: { watch: 100, failure } })
    engines.last.batch(100, 1, [])
    assert.deepEqual(heard, [[0, [reset('engine 1')]], 'gone: not-signed-in'])
    assert.equal(watches.size, 0)
  })

  test('is not told of a crash that took its subscription under way: it is asked for again', async () => {
    const { supervisor, watches, engines, heard, listener, crash } = await setUp({
      watch: (_params, { pid }) => pid === 1 ? undefined : { result: { watch: 7 } },
    })
    await supervisor.start()
    watches.open('accounts', {}, listener)
    await crash()
    engines.last.batch(7, 0, [reset('again')])
    assert.deepEqual(heard, [[0, [reset('again')]]])
  })
})

describe('the input that a moved view starts anew with', () => {
  const timeline = { account: '@a:b', roomId: '!r', count: 50, at: '$old' }
  const cases: readonly (readonly [view: 'rooms' | 'members' | 'timeline' | 'accounts', input: object, to: object, expected: object])[] = [
    ['members', { from: 0, count: 5, query: 'x' }, { from: 10, count: 6 }, { from: 10, count: 6, query: 'x' }],
    ['timeline', timeline, { to: 'event', eventId: '$new' }, { ...timeline, at: '$new' }],
    ['timeline', timeline, { to: 'live' }, { account: '@a:b', roomId: '!r', count: 50 }],
    ['timeline', timeline, { to: 'older', count: 50 }, timeline],
    ['accounts', {}, { to: 'live' }, {}],
  ]
  for (const [view, input, to, expected] of cases) {
    test(`of ${view} after ${JSON.stringify(to)}`, () => assert.deepEqual(inputAfterMove(view, input, to), expected))
  }
})
