import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { _electron } from 'playwright-core'
import { runCommand } from '../../main/home-server/index.ts'
import { findElectron } from '../../scripts/electron-runtime.ts'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { openDisplay, type Display } from '../harness/display.ts'
import { chromiumSwitches } from '../harness/electron.ts'
import { openTempFolder, type TempFolder } from '../harness/temp-folder.ts'

describe('the packaged program', () => {
  let folder: TempFolder
  let display: Display
  let env: Record<string, string>
  const installed = (...names: readonly string[]): string => join(folder.path, 'release', 'linux-unpacked', ...names)
  before(async () => {
    folder = await openTempFolder()
    display = await openDisplay()
    const { engineNode } = findElectron() ?? {}
    env = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder.path,
      CAUSEWAY_TEST_PASSPHRASE: 'package',
      ...(engineNode === undefined ? {} : { CAUSEWAY_ENGINE_NODE: engineNode }),
      ...display.env,
    }
    await runCommand(process.execPath, [join(ROOT, 'scripts', 'package.ts'), '--output', join(folder.path, 'release')], { cwd: ROOT })
  })
  after(async () => {
    await display.dispose()
    await folder.dispose()
  })

  test('holds what it needs to run, and nothing of what it was made with', async () => {
    const names = await readdir(installed(), { recursive: true })
    assert.deepEqual(names.filter((name) => /node_modules\/(node-linux|electron\/|vite|svelte)|\.(map|ts|c)$|default_app/.test(name)), [])
    assert.ok(names.includes('resources/LICENSE'))
  })

  test('starts without the sources and asks to sign in', async () => {
    const args = [...chromiumSwitches(), '--profile', join(folder.path, 'profile'), '--key', 'env:CAUSEWAY_TEST_PASSPHRASE']
    const app = await _electron.launch({ executablePath: installed('causeway-desktop'), args, cwd: folder.path, env })
    try {
      const window = await app.firstWindow()
      await window.getByRole('button', { name: 'Sign in' }).waitFor()
      assert.equal(await app.evaluate(({ app: program }) => program.isPackaged), true)
    } finally {
      await app.close()
    }
  })

  test('brings the terminal program along', async () => {
    const help = await runCommand(installed('resources', 'bin', 'causeway'), ['--help'], { env, cwd: folder.path })
    assert.match(help, /login/)
  })
})
