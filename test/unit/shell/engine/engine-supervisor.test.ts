import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { LockedError } from '../../../../main/shell/engine/engine-status.ts'
import { EngineSupervisor } from '../../../../main/shell/engine/engine-supervisor.ts'
import { FakeEngines, refuse, settle, type Answers } from '../../../harness/fake-engine.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

type Unlock = (passphrase: string | undefined) => Promise<Uint8Array>

function setUp({ answers = {}, unlock }: { answers?: Answers; unlock?: Unlock } = {}) {
  const clock = new ManualClock()
  const engines = new FakeEngines(answers)
  const keys: Uint8Array[] = []
  const giveKey: Unlock = async () => {
    const key = new Uint8Array(32).fill(7)
    keys.push(key)
    return key
  }
  const supervisor = new EngineSupervisor({
    start: engines.start, unlock: unlock ?? giveKey, profileDir: '/profile', clock, log: silentLog, closeTimeoutMs: 1000,
  })
  const states: string[] = []
  supervisor.onStatus.on(({ engine }) => states.push(engine))
  return { supervisor, engines, clock, states, keys }
}

async function crash({ engines, clock }: ReturnType<typeof setUp>): Promise<void> {
  const engine = engines.last
  engine.crash()
  await clock.untilSleeping()
  await clock.advance(10_000)
  await settle()
}

describe('the engine under supervision', () => {
  test('is started, gets its key by message, and is ready', async () => {
    const { supervisor, engines, states } = setUp()
    await supervisor.start()
    assert.deepEqual(states, ['starting', 'ready'])
    assert.deepEqual(engines.last.asked('engine.open').map(({ params }) => params), [
      { profileDir: '/profile', key: new Uint8Array(32).fill(7) },
    ])
  })

  test('is begun while its key is still being asked for, and opens nothing before', async () => {
    const key = Promise.withResolvers<Uint8Array>()
    const { supervisor, engines } = setUp({ unlock: () => key.promise })
    const started = supervisor.start()
    await settle()
    assert.deepEqual(engines.last.posted, [])
    assert.equal(supervisor.status.engine, 'starting')
    key.resolve(new Uint8Array(32))
    await started
    assert.deepEqual(engines.last.posted.map(({ method }) => method), ['engine.open'])
  })

  test('that ends before its key is there is started again, and asked to open once', async () => {
    const key = Promise.withResolvers<Uint8Array>()
    const { supervisor, engines, clock } = setUp({ unlock: () => key.promise })
    const started = supervisor.start()
    await settle()
    engines.last.crash()
    key.resolve(new Uint8Array(32))
    await started
    await clock.untilSleeping()
    await clock.advance(1_000)
    await settle()
    assert.equal(supervisor.status.engine, 'ready')
    assert.deepEqual(engines.all.map(({ posted }) => posted.length), [0, 1])
  })

  test('is started again after a crash, with the same key and without asking for it again', async () => {
    const world = setUp()
    await world.supervisor.start()
    await crash(world)
    assert.deepEqual(world.states, ['starting', 'ready', 'restarting', 'restarting', 'ready'])
    assert.equal(world.engines.all.length, 2)
    assert.equal(world.keys.length, 1)
  })

  test('comes back within a second after its first crash', async () => {
    const { supervisor, engines, clock } = setUp()
    await supervisor.start()
    engines.last.crash()
    await clock.untilSleeping()
    const [delay] = clock.sleeping
    assert.ok(delay !== undefined && delay <= 1000)
  })

  test('is left down when it crashes again and again, and says so', async () => {
    const world = setUp()
    const { supervisor, engines, clock } = world
    await supervisor.start()
    for (let crashes = 0; crashes < 6; crashes += 1) {
      engines.last.crash()
      await settle()
      await clock.advance(2_000)
      await settle()
    }
    assert.equal(supervisor.status.engine, 'failed')
    assert.equal(engines.all.length, 6)
    assert.deepEqual(await supervisor.request('account.list', {}).then((outcome) => outcome.ok), false)
  })

  test('gets a clean record when somebody starts it again by hand', async () => {
    const world = setUp()
    const { supervisor, engines, clock } = world
    await supervisor.start()
    for (let crashes = 0; crashes < 6; crashes += 1) {
      engines.last.crash()
      await settle()
      await clock.advance(2_000)
    }
    await supervisor.restart()
    assert.equal(supervisor.status.engine, 'ready')
    await crash(world)
    assert.equal(supervisor.status.engine, 'ready')
  })

  test('is asked only when it is ready: calls wait while it starts', async () => {
    const { supervisor, engines } = setUp({ answers: { 'engine.open': () => undefined, 'account.list': () => ({ result: ['alice'] }) } })
    const started = supervisor.start()
    const answer = supervisor.request('account.list', {})
    await settle()
    const [open] = engines.last.asked('engine.open')
    assert.deepEqual(engines.last.posted.map(({ method }) => method), ['engine.open'])
    assert.ok(open)
    engines.last.answer(open, {})
    await started
    assert.deepEqual(await answer, { ok: true, value: ['alice'] })
  })

  test('takes the calls under way with it when it crashes: they end as cancelled', async () => {
    const { supervisor, engines } = setUp()
    await supervisor.start()
    const answer = supervisor.request('account.list', {})
    await settle()
    engines.last.crash()
    const outcome = await answer
    assert.equal(outcome.ok ? '' : outcome.failure.code, 'cancelled')
  })

  test('makes calls wait while it restarts', async () => {
    const world = setUp({ answers: { 'account.list': (_params, { pid }) => ({ result: pid }) } })
    await world.supervisor.start()
    world.engines.last.crash()
    await world.clock.untilSleeping()
    const answer = world.supervisor.request('account.list', {})
    await world.clock.advance(1_000)
    assert.deepEqual(await answer, { ok: true, value: 2 })
  })

  test('that crashes while it opens is started again', async () => {
    const { supervisor, engines, clock } = setUp({
      answers: {
        'engine.open': (_params, engine) => {
          if (engine.pid > 1) return { result: {} }
          engine.crash()
          return undefined
        },
      },
    })
    await supervisor.start()
    assert.equal(supervisor.status.engine, 'restarting')
    await clock.untilSleeping()
    await clock.advance(1_000)
    await settle()
    assert.equal(supervisor.status.engine, 'ready')
    assert.equal(engines.all.length, 2)
  })

  test('that cannot be started at all is a failure, not an exception', async () => {
    const { states } = setUp()
    const supervisor = new EngineSupervisor({
      start: () => { throw new Error('no such program') },
      unlock: async () => new Uint8Array(32),
      profileDir: '/profile', clock: new ManualClock(), log: silentLog,
    })
    await supervisor.start()
    assert.equal(supervisor.status.engine, 'failed')
    assert.deepEqual(states, [])
  })
})

describe('a profile that cannot be opened', () => {
  const cases = [
    ['locked', 'key-wrong'], ['damaged', 'damaged'], ['newer-data', 'newer-data'], ['in-use', 'profile-in-use'],
  ] as const
  for (const [code, reason] of cases) {
    test(`is locked with "${reason}" when the engine says "${code}", and nothing runs`, async () => {
      const { supervisor, engines } = setUp({ answers: { 'engine.open': () => refuse(code, 'Do this.') } })
      await supervisor.start()
      assert.deepEqual(supervisor.status, { engine: 'locked', lock: { reason, message: 'Do this.', asksPassphrase: false } })
      assert.equal(engines.last.isKilled, true)
      const outcome = await supervisor.request('account.list', {})
      assert.equal(outcome.ok ? '' : outcome.failure.code, 'locked')
    })
  }

  test('is a failure when the reason is no lock, with the engine’s own sentence', async () => {
    const { supervisor } = setUp({ answers: { 'engine.open': () => refuse('disk-full', 'The disk is full.') } })
    await supervisor.start()
    assert.deepEqual(supervisor.status, { engine: 'failed', message: 'The disk is full.' })
  })

  test('leaves no engine running while its key is not to be had, and starts one as soon as it is', async () => {
    const lock = { reason: 'passphrase-needed', message: 'Enter it.', asksPassphrase: true } as const
    const { supervisor, engines } = setUp({
      unlock: async (passphrase) => {
        if (passphrase !== 'open sesame') throw new LockedError(lock)
        return new Uint8Array(32)
      },
    })
    await supervisor.start()
    assert.deepEqual(supervisor.status, { engine: 'locked', lock })
    assert.deepEqual(engines.all.map(({ isKilled, posted }) => [isKilled, posted.length]), [[true, 0]])
    await supervisor.start('open sesame')
    assert.equal(supervisor.status.engine, 'ready')
    assert.equal(engines.last.isKilled, false)
  })

  test('asks for the key anew after the engine refused it', async () => {
    let keys = 0
    const { supervisor, engines } = setUp({
      answers: { 'engine.open': (_params, { pid }) => pid === 1 ? refuse('locked', 'Wrong key.') : { result: {} } },
      unlock: async () => new Uint8Array(32).fill(++keys),
    })
    await supervisor.start()
    await supervisor.start()
    assert.equal(supervisor.status.engine, 'ready')
    assert.deepEqual(engines.last.asked('engine.open').map(({ params }) => params['key']), [new Uint8Array(32).fill(2)])
  })
})

describe('the end of the engine', () => {
  test('is asked for, waited for, and leaves nothing running', async () => {
    const { supervisor, engines, states } = setUp()
    await supervisor.start()
    await supervisor.stop()
    assert.equal(engines.last.asked('engine.close').length, 1)
    assert.equal(engines.last.isKilled, true)
    assert.deepEqual(states, ['starting', 'ready', 'stopped'])
  })

  test('comes all the same when the engine does not answer in time', async () => {
    const { supervisor, engines, clock } = setUp({ answers: { 'engine.close': () => undefined } })
    await supervisor.start()
    const stopped = supervisor.stop()
    await clock.untilSleeping()
    assert.equal(engines.last.isKilled, false)
    await clock.advance(1_000)
    await stopped
    assert.equal(engines.last.isKilled, true)
  })

  test('is no crash: nothing is started again', async () => {
    const { supervisor, engines, clock } = setUp()
    await supervisor.start()
    await supervisor.stop()
    await clock.advance(100_000)
    assert.equal(engines.all.length, 1)
    assert.deepEqual(clock.sleeping, [])
  })

  test('gets through to an engine that still opens', async () => {
    const { supervisor, engines } = setUp({ answers: { 'engine.open': () => undefined } })
    const started = supervisor.start()
    await settle()
    await supervisor.stop()
    await started
    assert.equal(engines.last.isKilled, true)
  })

  test('gets through to an engine that waits for its key', async () => {
    const key = Promise.withResolvers<Uint8Array>()
    const { supervisor, engines } = setUp({ unlock: () => key.promise })
    const started = supervisor.start()
    await settle()
    await supervisor.stop()
    key.resolve(new Uint8Array(32))
    await started
    assert.equal(engines.last.isKilled, true)
    assert.deepEqual(engines.last.asked('engine.open'), [])
  })

  test('ends the wait of a restart', async () => {
    const { supervisor, engines, clock } = setUp()
    await supervisor.start()
    engines.last.crash()
    await clock.untilSleeping()
    await supervisor.stop()
    await settle()
    assert.deepEqual(clock.sleeping, [])
    assert.equal(engines.all.length, 1)
  })

  test('wipes the key from memory', async () => {
    const { supervisor, keys } = setUp()
    await supervisor.start()
    await supervisor.stop()
    assert.deepEqual(keys, [new Uint8Array(32)])
  })
})
