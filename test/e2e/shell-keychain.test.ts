import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openDisplay, type Display } from '../harness/display.ts'
import { openKeyring, type Keyring } from '../harness/keyring.ts'
import { launchShellApp, type ShellApp } from '../harness/shell-app.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

let display: Display
let keyring: Keyring
before(async () => {
  display = await openDisplay()
  keyring = await openKeyring()
})
after(async () => {
  await keyring.dispose()
  await display.dispose()
})

const launch = (folder: string): Promise<ShellApp> =>
  launchShellApp({ folder, env: { ...display.env, ...keyring.env }, args: ['--key', 'keychain'] })

/** How an attempt to open the profile ends. */
const unlock = (window: Page): Promise<string> => window.evaluate(async () => {
  const outcome = await causeway.call('app.unlock', {})
  return outcome.ok ? 'open' : outcome.failure.code
})

describe('a profile whose key is in the keychain', () => {
  test('opens by itself, also the next time, with nothing secret in its folder', { timeout: 120_000 }, async (t) => {
    const folder = await tempFolderFor(t)
    const first = await launch(folder)
    assert.equal(await unlock(first.window), 'open')
    await first.app.close()
    const file: unknown = JSON.parse(await readFile(join(first.profile, 'profile.json'), 'utf8'))
    assert.deepEqual(Object.keys(file as object), ['version', 'profileId', 'key'])
    const second = await launch(folder)
    assert.equal(await unlock(second.window), 'open')
    await second.app.close()
    assert.deepEqual(await second.diary(), ['opened', 'closed', 'opened', 'closed'])
  })

  test('stays locked and untouched while the keychain is away, and opens when it is back', { timeout: 120_000 }, async (t) => {
    const folder = await tempFolderFor(t)
    const first = await launch(folder)
    assert.equal(await unlock(first.window), 'open')
    await first.app.close()
    const before = await readFile(join(first.profile, 'profile.json'), 'utf8')
    await keyring.stop()
    const second = await launch(folder)
    assert.equal(await unlock(second.window), 'locked')
    assert.equal(await readFile(join(first.profile, 'profile.json'), 'utf8'), before)
    await keyring.start()
    assert.equal(await unlock(second.window), 'open')
    await second.app.close()
  })
})
