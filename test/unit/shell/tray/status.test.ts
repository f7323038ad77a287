import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { EngineSupervisor } from '../../../../main/shell/engine/engine-supervisor.ts'
import { EngineWatches } from '../../../../main/shell/engine/engine-watches.ts'
import { staysInBackground } from '../../../../main/shell/tray/background.ts'
import { dot, withDot } from '../../../../main/shell/tray/dot.ts'
import { followUnread, type UnreadTotals } from '../../../../main/shell/tray/unread-totals.ts'
import { wordsFor } from '../../../../main/shell/words/index.ts'
import { FakeEngines } from '../../../harness/fake-engine.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'

describe('what is unread', () => {
  test('is the sum over all accounts, told when it changes and only then', async () => {
    const engines = new FakeEngines({ watch: () => ({ result: { watch: 1 } }) })
    const supervisor = new EngineSupervisor({
      start: engines.start, unlock: async () => new Uint8Array(32), profileDir: '/profile', clock: new ManualClock(), log: silentLog,
    })
    await supervisor.start()
    const told: UnreadTotals[] = []
    followUnread(new EngineWatches(supervisor), (totals) => told.push(totals))
    const row = (unread: number, mentions: number) => ({ unread, mentions })
    engines.last.batch(1, 0, [{ op: 'reset', rows: [row(2, 0), row(3, 1)] }])
    engines.last.batch(1, 1, [{ op: 'set', at: 0, row: row(2, 0) }])
    engines.last.batch(1, 2, [{ op: 'insert', at: 2, row: row(10, 0) }, { op: 'remove', at: 1 }])
    assert.deepEqual(told, [{ unread: 5, mentions: 1 }, { unread: 12, mentions: 0 }])
  })

  test('is said in words', () => {
    assert.equal(wordsFor('en').unread(0, 0), 'Causeway')
    assert.equal(wordsFor('en').unread(5, 1), 'Causeway: 5 unread, 1 for you')
    assert.equal(wordsFor('de').unread(5, 0), 'Causeway: 5 ungelesen')
  })
})

describe('the red dot', () => {
  const pixel = (bitmap: Buffer, size: number, x: number, y: number) => [...bitmap.subarray((y * size + x) * 4, (y * size + x) * 4 + 4)]

  test('stands in the upper right corner and leaves the rest of the icon as it is', () => {
    const plain = Buffer.alloc(32 * 32 * 4, 0x11)
    const dotted = withDot({ pixels: plain, size: 32 })
    assert.deepEqual(pixel(dotted, 32, 24, 7), [0x45, 0x3a, 0xe5, 0xff])
    assert.deepEqual(pixel(dotted, 32, 4, 4), [0x11, 0x11, 0x11, 0x11])
    assert.deepEqual(pixel(dotted, 32, 24, 28), [0x11, 0x11, 0x11, 0x11])
    assert.deepEqual(pixel(plain, 32, 24, 7), [0x11, 0x11, 0x11, 0x11])
  })

  test('is round when it stands alone', () => {
    const alone = dot(16)
    assert.deepEqual(pixel(alone, 16, 8, 8), [0x45, 0x3a, 0xe5, 0xff])
    assert.deepEqual(pixel(alone, 16, 0, 0), [0, 0, 0, 0])
  })
})

describe('closing the window', () => {
  const cases = [
    ['darwin', false, true], ['darwin', true, true], ['win32', true, true], ['win32', false, false], ['linux', true, false],
  ] as const
  for (const [platform, hasTray, stays] of cases) {
    test(`${stays ? 'leaves the program running' : 'ends the program'} on ${platform} ${hasTray ? 'with' : 'without'} a tray`, () => {
      assert.equal(staysInBackground(platform, hasTray), stays)
    })
  }
})
