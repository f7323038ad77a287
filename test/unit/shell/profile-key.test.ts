import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { KeychainError, memoryKeychain, type Keychain } from '../../../main/keychain/index.ts'
import type { KeySource } from '../../../main/shell/command-line.ts'
import { LockedError, StartError, type Lock } from '../../../main/shell/engine/engine-status.ts'
import { createUnlock } from '../../../main/shell/profile-key.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'

const noKeychain: Keychain = {
  kind: 'os',
  get: () => Promise.reject(new KeychainError('unavailable')),
  set: () => Promise.reject(new KeychainError('unavailable')),
  remove: () => Promise.reject(new KeychainError('unavailable')),
}

const fromEnvironment: KeySource = { from: 'environment', name: 'SECRET' }

type Given = {
  readonly source?: KeySource
  readonly environment?: NodeJS.ProcessEnv
  readonly keychain?: Keychain
  readonly profileDir?: string
}

async function setUp(
  t: TestContext,
  { source = { from: 'keychain' }, environment = {}, keychain = memoryKeychain(), profileDir }: Given = {},
) {
  const folder = profileDir ?? join(await tempFolderFor(t), 'profile')
  return { profileDir: folder, keychain, unlock: createUnlock({ profileDir: folder, source, environment, keychain }) }
}

async function lockOf(attempt: Promise<unknown>): Promise<Omit<Lock, 'message'>> {
  const error = await attempt.then(() => undefined, (reason: unknown) => reason)
  assert.ok(error instanceof LockedError, String(error))
  const { reason, asksPassphrase } = error.lock
  return { reason, asksPassphrase }
}

describe('the key of a profile', () => {
  test('is made once and found again', async (t) => {
    const { unlock, profileDir, keychain } = await setUp(t)
    const key = await unlock(undefined)
    assert.equal(key.byteLength, 32)
    assert.deepEqual(await (await setUp(t, { profileDir, keychain })).unlock(undefined), key)
  })

  test('is made although the window’s own runtime has a database in the folder already', async (t) => {
    const profileDir = await tempFolderFor(t)
    await mkdir(join(profileDir, 'window'))
    await writeFile(join(profileDir, 'window', 'first_party_sets.db'), '')
    const { unlock } = await setUp(t, { profileDir })
    assert.equal((await unlock(undefined)).byteLength, 32)
  })

  test('comes from a passphrase in the environment, which is gone from there at once', async (t) => {
    const environment = { SECRET: 'open sesame', OTHER: 'stays' }
    const { unlock } = await setUp(t, { source: fromEnvironment, environment, keychain: noKeychain })
    assert.deepEqual(environment, { OTHER: 'stays' })
    assert.equal((await unlock(undefined)).byteLength, 32)
  })

  test('is asked for when the environment has none', async (t) => {
    for (const environment of [{}, { SECRET: '' }]) {
      const { unlock, profileDir } = await setUp(t, { source: fromEnvironment, environment })
      assert.deepEqual(await lockOf(unlock(undefined)), { reason: 'passphrase-needed', asksPassphrase: true })
      await assert.rejects(readdir(profileDir), { code: 'ENOENT' })
    }
  })

  test('is not had with a wrong passphrase, and had with the right one typed after it', async (t) => {
    const { unlock, profileDir } = await setUp(t, { source: fromEnvironment, environment: { SECRET: 'right' } })
    const key = await unlock(undefined)
    const file = await readFile(join(profileDir, 'profile.json'), 'utf8')
    const again = await setUp(t, { profileDir, source: fromEnvironment, environment: { SECRET: 'wrong' } })
    assert.deepEqual(await lockOf(again.unlock(undefined)), { reason: 'passphrase-wrong', asksPassphrase: true })
    assert.deepEqual(await again.unlock('right'), key)
    assert.equal(await readFile(join(profileDir, 'profile.json'), 'utf8'), file)
  })

  test('may be a passphrase of a newcomer who has no keychain', async (t) => {
    const { unlock, profileDir } = await setUp(t, { keychain: noKeychain })
    assert.deepEqual(await lockOf(unlock(undefined)), { reason: 'keychain-unavailable', asksPassphrase: true })
    const key = await unlock('my own')
    assert.deepEqual(await (await setUp(t, { profileDir, keychain: noKeychain })).unlock('my own'), key)
  })

  test('is not replaced by a passphrase when the keychain of an existing profile is away', async (t) => {
    const { unlock, profileDir } = await setUp(t)
    await unlock(undefined)
    const again = await setUp(t, { profileDir, keychain: noKeychain })
    assert.deepEqual(await lockOf(again.unlock(undefined)), { reason: 'keychain-unavailable', asksPassphrase: false })
  })

  for (const [code, says] of [['ENOSPC', /disk is full/], ['EACCES', /may not write/], ['EROFS', /may not write/]] as const) {
    test(`that cannot be written down (${code}) is a failure that says what to do`, async (t) => {
      const full = { ...memoryKeychain(), set: () => Promise.reject(Object.assign(new Error(code), { code })) }
      const { unlock } = await setUp(t, { keychain: full })
      await assert.rejects(unlock(undefined), (error) => error instanceof StartError && says.test(error.message))
    })
  }
})
