import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { ProfileStore, type AccountRecord } from '../../../../main/engine/account/profile-store.ts'
import { SettingsKeeper } from '../../../../main/engine/account/settings.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { StoreError } from '../../../../main/engine/store/store-error.ts'
import type { DeviceId, UserId } from '../../../../preload/contract/index.ts'
import { defaultSettings } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'

const key = new Uint8Array(32).fill(3)
const userId = '@anna:example.org' as UserId

const anna: AccountRecord = {
  userId, folder: 'f00', deviceId: 'HERE' as DeviceId, homeserver: 'https://example.org', session: 'active',
  tokens: { accessToken: 'syt_access', refreshToken: 'syr_refresh' }, name: 'Anna', avatar: null, addedTs: 1,
}

async function storeFile(context: TestContext): Promise<string> {
  return join(await tempFolderFor(context), 'profile.db')
}

function withStore<T>(file: string, work: (store: ProfileStore) => T): T {
  const store = new ProfileStore({ file, key })
  try {
    return work(store)
  } finally {
    store.dispose()
  }
}

describe('the profile database', () => {
  test('keeps accounts with their tokens, in the order in which they came', async (context) => {
    const file = await storeFile(context)
    const bob = { ...anna, userId: '@bob:example.org' as UserId, folder: 'f01', addedTs: 0, tokens: { accessToken: 'a' } }
    withStore(file, (store) => {
      store.putAccount(anna)
      store.putAccount(bob)
      store.saveTokens(userId, { accessToken: 'syt_next' })
    })
    assert.deepEqual(withStore(file, (store) => store.accounts()), [bob, { ...anna, tokens: { accessToken: 'syt_next' } }])
  })

  test('forgets the tokens of a session that is over, and nothing else', async (context) => {
    const file = await storeFile(context)
    withStore(file, (store) => {
      store.putAccount(anna)
      store.endSession(userId, 'soft-ended')
    })
    assert.deepEqual(withStore(file, (store) => store.accounts()), [{ ...anna, session: 'soft-ended', tokens: null }])
  })

  test('holds nothing that can be read without the key', async (context) => {
    const file = await storeFile(context)
    withStore(file, (store) => store.putAccount(anna))
    const bytes = await readFile(file)
    for (const secret of ['syt_access', 'anna', 'CREATE TABLE', 'SQLite']) assert.equal(bytes.includes(secret), false, secret)
    assert.throws(
      () => new ProfileStore({ file, key: new Uint8Array(32) }), (error) => error instanceof StoreError && error.code === 'wrong-key',
    )
    assert.deepEqual(await readFile(file), bytes)
  })
})

describe('settings', () => {
  test('are the defaults until something is chosen, and stay chosen', async (context) => {
    const file = await storeFile(context)
    withStore(file, (store) => {
      const settings = new SettingsKeeper(store, silentLog)
      assert.deepEqual(settings.current, defaultSettings)
      const told: string[] = []
      settings.onChange.on(({ theme }) => told.push(theme))
      assert.equal(settings.change({ theme: 'dark', textSize: 18 }).theme, 'dark')
      assert.deepEqual(told, ['dark'])
    })
    assert.deepEqual(
      withStore(file, (store) => new SettingsKeeper(store, silentLog).current), { ...defaultSettings, theme: 'dark', textSize: 18 },
    )
  })

  test('a stored value that makes no sense is left out and left where it is', async (context) => {
    const file = await storeFile(context)
    withStore(
      file,
      (store) => store.saveSettings(
        new Map([['theme', '"ultraviolet"'], ['textSize', 'no JSON'], ['ofTheFuture', 'true'], ['accentHue', '7']]),
      ),
    )
    withStore(file, (store) => {
      assert.deepEqual(new SettingsKeeper(store, silentLog).current, { ...defaultSettings, accentHue: 7 })
      assert.equal(store.settings().get('ofTheFuture'), 'true')
    })
  })
})
