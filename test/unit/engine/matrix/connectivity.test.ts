import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Connectivity, type ConnectivityState } from '../../../../main/engine/matrix/connectivity.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import { Http } from '../../../../main/engine/matrix/http.ts'
import { path } from '../../../../main/engine/matrix/path.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { json, refusal, scriptedServer, text } from './scripted-server.ts'

const lost = new HomeserverError('offline')

function watched(random = () => 0.5) {
  const clock = new ManualClock(0)
  const connectivity = new Connectivity({ clock, random, log: silentLog })
  const states: ConnectivityState[] = []
  connectivity.onChange((state) => states.push(state))
  return { clock, connectivity, states }
}

describe('connectivity', () => {
  test('is unknown until something was tried, then told once for each change', () => {
    const { connectivity, states } = watched()
    assert.deepEqual(connectivity.state, { is: 'unknown' })
    connectivity.succeeded()
    connectivity.succeeded()
    assert.deepEqual(states, [{ is: 'online' }])
  })

  test('leaves longer pauses with each failed attempt, up to a minute, and forgets them with the first success', async () => {
    const { clock, connectivity } = watched(() => 1)
    const pauses: number[] = []
    for (let attempt = 0; attempt < 9; attempt += 1) {
      connectivity.failed(lost, clock.now())
      assert.ok(connectivity.state.is === 'offline')
      assert.equal(connectivity.state.since, 0)
      pauses.push(connectivity.state.nextTryAt - clock.now())
      await clock.advance(connectivity.state.nextTryAt - clock.now())
    }
    assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
    await clock.advance(1)
    connectivity.succeeded()
    await clock.advance(1)
    connectivity.failed(lost, clock.now())
    assert.ok(connectivity.state.is === 'offline')
    assert.equal(connectivity.state.nextTryAt - clock.now(), 1_000)
  })

  test('never tries again without any pause, however the dice fall', () => {
    const { connectivity } = watched(() => 0)
    connectivity.failed(lost, 0)
    assert.ok(connectivity.state.is === 'offline')
    assert.equal(connectivity.state.nextTryAt, 500)
  })

  test('counts requests that fail together as one attempt', () => {
    const { connectivity, states } = watched()
    for (let request = 0; request < 20; request += 1) connectivity.failed(lost, 0)
    assert.equal(states.length, 1)
  })

  test('is not lost because one request failed while another one succeeded', async () => {
    const { clock, connectivity } = watched()
    const startedAt = clock.uptime()
    await clock.advance(1_000)
    connectivity.succeeded()
    connectivity.failed(new HomeserverError('timeout'), startedAt)
    assert.equal(connectivity.state.is, 'online')
  })

  test('lets the prober try when the pause is over, and everybody else when it succeeded', async () => {
    const { clock, connectivity } = watched(() => 1)
    const steps: string[] = []
    connectivity.failed(lost, 0)
    const probing = connectivity.untilTry().then(() => steps.push('prober'))
    const waiting = connectivity.untilOnline().then(() => steps.push('other'))
    await clock.advance(999)
    assert.deepEqual(steps, [])
    await clock.advance(1)
    await probing
    connectivity.failed(lost, clock.now())
    await clock.advance(500)
    assert.deepEqual(steps, ['prober'])
    connectivity.succeeded()
    await waiting
    assert.deepEqual(steps, ['prober', 'other'])
  })

  test('tries at once when it is woken', async () => {
    const { clock, connectivity } = watched()
    connectivity.failed(lost, 0)
    const probing = connectivity.untilTry()
    await clock.untilSleeping()
    connectivity.wake()
    await probing
    assert.deepEqual(clock.sleeping, [])
  })

  test('keeps nobody waiting who is no longer interested', async () => {
    const { clock, connectivity } = watched()
    connectivity.failed(lost, 0)
    const controller = new AbortController()
    const reason = new Error('closing')
    const both = [connectivity.untilTry(controller.signal), connectivity.untilOnline(controller.signal)]
    controller.abort(reason)
    for (const waiting of both) await assert.rejects(waiting, reason)
    await assert.rejects(connectivity.untilTry(controller.signal), reason)
    assert.deepEqual(clock.sleeping, [])
  })
})

describe('requests teach connectivity', () => {
  const get = { method: 'GET', path: path`/_matrix/client/v3/sync` } as const

  test('that a homeserver which refuses is there, and a proxy without one is not', async (t) => {
    const server = await scriptedServer(t)
    const { connectivity, states } = watched()
    const http = new Http({ baseUrl: server.url, connectivity })
    server.answer(refusal(403, 'M_FORBIDDEN'), text('Bad gateway', 502), json({}), text('<h1>Welcome to the train</h1>'), json({}))
    for (let request = 0; request < 5; request += 1) await http.json(get).catch(() => undefined)
    assert.deepEqual(
      states.map(({ is }) => is),
      ['online', 'offline', 'online', 'offline', 'online'],
    )
    assert.ok(states[1]?.is === 'offline' && states[3]?.is === 'offline')
    assert.deepEqual([states[1].reason.code, states[3].reason.code], ['offline', 'not-matrix'])
  })

  test('nothing when the caller gave up', async (t) => {
    const server = await scriptedServer(t)
    const { connectivity, states } = watched()
    const controller = new AbortController()
    server.answer(() => controller.abort())
    await assert.rejects(new Http({ baseUrl: server.url, connectivity }).json({ ...get, signal: controller.signal }), { code: 'aborted' })
    assert.deepEqual(states, [])
  })
})
