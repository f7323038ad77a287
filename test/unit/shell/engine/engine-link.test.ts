import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { EngineLink } from '../../../../main/shell/engine/engine-link.ts'
import { FakeEngine, refuse } from '../../../harness/fake-engine.ts'

describe('the way to an engine', () => {
  const garbage: readonly unknown[] = [
    null, 1, 'text', [], {}, { id: 99, result: 1 }, { id: 'x' }, { method: 'batch' }, { method: 'batch', params: { watch: 1 } },
    { method: 'batch', params: { watch: 1, seq: 0, diffs: 'x' } }, { method: 'gone', params: null }, { method: '__proto__', params: {} },
  ]
  test('survives whatever is said on it', async () => {
    const engine = new FakeEngine(1, { 'account.list': () => ({ result: 'still there' }) })
    const link = new EngineLink(engine, silentLog)
    for (const message of garbage) engine.say(message)
    assert.deepEqual(await link.request('account.list', {}), { ok: true, value: 'still there' })
  })

  test('gives each answer to its own question, in whatever order they come', async () => {
    const engine = new FakeEngine(1, {})
    const link = new EngineLink(engine, silentLog)
    const answers = [link.request('a', {}), link.request('b', {})]
    for (const posted of engine.posted.toReversed()) engine.answer(posted, posted.method)
    assert.deepEqual(await Promise.all(answers), [{ ok: true, value: 'a' }, { ok: true, value: 'b' }])
  })

  test('carries a failure whole, with when to come back', async () => {
    const data = { code: 'rate-limited', message: 'Wait a little.', retryAfterMs: 500 }
    const link = new EngineLink(new FakeEngine(1, { x: () => ({ error: { code: -32000, message: '', data } }) }), silentLog)
    assert.deepEqual(await link.request('x', {}), { ok: false, failure: data })
  })

  test('makes a bug of a failure that is none', async () => {
    const link = new EngineLink(new FakeEngine(1, { x: () => refuse('no-such-code', '') }), silentLog)
    const outcome = await link.request('x', {})
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'bug')
  })

  test('makes a bug of a view that was opened without a number', async () => {
    const link = new EngineLink(new FakeEngine(1, { watch: () => ({ result: {} }) }), silentLog)
    const outcome = await link.watch('accounts', {}, { batch: () => assert.fail(), gone: () => assert.fail() })
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'bug')
  })
})
