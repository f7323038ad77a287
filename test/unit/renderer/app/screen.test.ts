import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultSettings, type AppRow } from '../../../../preload/contract/index.ts'
import { recallLook, rememberLook } from '../../../../renderer/app/remembered-look.ts'
import { screenOf } from '../../../../renderer/app/screen.ts'
import { keptLock } from '../../../../renderer/states/kept-lock.ts'

const app = (engine: AppRow['engine']): AppRow =>
  ({ key: 'app', version: '1', platform: 'linux', engine, lock: null, message: null, isStandInRuntime: false })

describe('which screen fills the window', () => {
  const screen = (engine: AppRow['engine'], accounts: number | null, isAddingAccount = false): string =>
    screenOf({ app: app(engine), isLocked: engine === 'locked', accounts, isAddingAccount })

  test('nothing until main said anything', () => {
    assert.equal(screenOf({ app: null, isLocked: false, accounts: null, isAddingAccount: false }), 'nothing')
  })

  test('the profile comes before the accounts', () => {
    assert.equal(screen('locked', null), 'locked')
    assert.equal(screen('failed', 2), 'failed')
    assert.equal(screen('starting', null), 'starting')
    assert.equal(screen('ready', null), 'starting')
  })

  test('without an account one signs in; with one, only to add another', () => {
    assert.equal(screen('ready', 0), 'sign-in')
    assert.equal(screen('ready', 1), 'main')
    assert.equal(screen('ready', 1, true), 'sign-in')
  })

  test('a lock stays on the screen while it is being opened, and not longer', () => {
    const lock = { reason: 'passphrase-needed', message: 'Enter it.', asksPassphrase: true } as const
    const lockOf = keptLock()
    assert.equal(lockOf(app('starting')), null)
    assert.equal(lockOf({ ...app('locked'), lock }), lock)
    assert.equal(lockOf(app('starting')), lock)
    assert.equal(lockOf(app('ready')), null)
    assert.equal(lockOf(app('starting')), null)
  })

  test('a restarting engine leaves the screen as it was', () => {
    assert.equal(screen('restarting', 1), 'main')
  })
})

describe('the look of the last time', () => {
  const storage = (): { kept: string | null; getItem: () => string | null; setItem: (name: string, value: string) => void } => {
    const made = { kept: null as string | null, getItem: () => made.kept, setItem: (_name: string, value: string) => { made.kept = value } }
    return made
  }

  test('is found again, and nothing else is kept outside of the profile', () => {
    const kept = storage()
    rememberLook(kept, { ...defaultSettings, theme: 'dark', accentHue: 20, lastRoom: '!secret:x.org', lastAccount: '@a:x.org' })
    assert.deepEqual(recallLook(kept), { theme: 'dark', accentHue: 20, textSize: 14, language: 'system' })
    assert.doesNotMatch(kept.kept ?? '', /secret|@a/u)
  })

  test('is the default where there is nothing, or nothing that makes sense', () => {
    for (const kept of [null, '', 'null', '{"theme":"pink"}', '{"theme":', '[]']) {
      assert.equal(recallLook({ getItem: () => kept }).theme, 'system', String(kept))
    }
    assert.equal(recallLook({ getItem: () => { throw new Error('forbidden') } }).textSize, 14)
  })
})
