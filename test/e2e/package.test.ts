import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
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

  test('starts without the sources and shows its page', async () => {
    // Started as a person would: Playwright's own way to start Electron now and then misses a window that loads while it attaches.
    const args = [
      ...chromiumSwitches(), '--remote-debugging-port=0', '--profile', join(folder.path, 'profile'), '--key', 'env:CAUSEWAY_TEST_PASSPHRASE',
    ]
    const program = spawn(installed('causeway-desktop'), args, { cwd: folder.path, env, stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(program, 'exit')
    try {
      const port = await debuggingPort(program.stderr)
      let address = ''
      while (!address.startsWith('causeway://app/')) address = await firstPage(port)
    } finally {
      program.kill()
      await ended
    }
  })

  test('brings the terminal program along', async () => {
    const help = await runCommand(installed('resources', 'bin', 'causeway'), ['--help'], { env, cwd: folder.path })
    assert.match(help, /login/)
  })
})

/** Where Chromium says that it can be spoken to. */
async function debuggingPort(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const port = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//u.exec(line)?.[1]
    if (port !== undefined) return port
  }
  throw new Error('The program ended without a word')
}

/** The address of the page that is open, as Chromium tells it; empty while there is none. */
async function firstPage(port: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`)
  const pages = (await response.json()) as readonly { type: string; url: string }[]
  return pages.find(({ type }) => type === 'page')?.url ?? ''
}
