import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import { openDisplay, type Display } from '../harness/display.ts'
import { processTree } from '../harness/processes.ts'
import { launchShellApp, shellProgram } from '../harness/shell-app.ts'
import { tempFolderFor } from '../harness/temp-folder.ts'

let display: Display
before(async () => { display = await openDisplay() })
after(() => display.dispose())

/** Starts the program without a test driver, waits for its end, and gives how it ended and what it said. */
async function runToEnd(folder: string, args?: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = await shellProgram({ folder, env: display.env, ...(args === undefined ? {} : { args }) })
  const child = spawn(program.executablePath, program.arguments, { env: program.environment, stdio: ['ignore', 'ignore', 'pipe'] })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return { code, said }
}

describe('the program', () => {
  test('started a second time brings the first one’s window back, and ends', async (t) => {
    const folder = await tempFolderFor(t)
    const { app } = await launchShellApp({ folder, env: display.env })
    t.after(() => app.close())
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    assert.equal((await runToEnd(folder)).code, 0)
    const visible = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))
    assert.deepEqual(visible, [true])
  })

  test('runs twice over two profiles', async (t) => {
    const one = await launchShellApp({ folder: await tempFolderFor(t), env: display.env })
    t.after(() => one.app.close())
    const other = await launchShellApp({ folder: await tempFolderFor(t), env: display.env })
    t.after(() => other.app.close())
    assert.notEqual(one.mainProcessId, other.mainProcessId)
  })

  test('remembers where its window was', async (t) => {
    const folder = await tempFolderFor(t)
    const first = await launchShellApp({ folder, env: display.env })
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 120, y: 80, width: 900, height: 640 }))
    await first.app.close()
    const second = await launchShellApp({ folder, env: display.env })
    t.after(() => second.app.close())
    const bounds = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
    assert.deepEqual(bounds, { x: 120, y: 80, width: 900, height: 640 })
  })

  test('started hidden shows no window, until it is started again', async (t) => {
    const folder = await tempFolderFor(t)
    const program = await shellProgram({ folder, env: display.env, args: ['--key', 'env:SHELL_TEST_PASSPHRASE', '--hidden'] })
    const child = spawn(program.executablePath, program.arguments, { env: program.environment, stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'exit')
    let said = ''
    for await (const piece of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += String(piece)
      if (said.includes('The engine is ready')) break
    }
    assert.match(said, /a stand-in for development only, never for real accounts|The engine is ready/)
    const hasPage = async () => (await processTree(child.pid ?? 0)).some(({ commandLine }) => commandLine.includes('--type=renderer'))
    assert.equal(await hasPage(), false)
    await runToEnd(folder)
    while (!await hasPage()) await pause(20)
    child.kill('SIGTERM')
    await ended
    assert.match(await readFile(join(folder, 'profile', 'engine-diary.txt'), 'utf8'), /closed/)
  })

  test('says on an old runtime that it is for development only', async (t) => {
    const folder = await tempFolderFor(t)
    const { app, window } = await launchShellApp({ folder, env: display.env })
    t.after(() => app.close())
    const isOld = await app.evaluate(() => Number.parseInt(process.versions.node, 10) < 22)
    const isStandIn = await window.evaluate(() => new Promise((resolve) => {
      causeway.watch('app', {}, ({ diffs: [first] }) => {
        if (first?.op === 'reset') resolve(first.rows[0]?.isStandInRuntime)
      })
    }))
    assert.equal(isStandIn, isOld)
  })

  test('refuses a command line that it does not understand, in one sentence', async (t) => {
    const { code, said } = await runToEnd(await tempFolderFor(t), ['--key', 'open sesame'])
    assert.equal(code, 2)
    assert.match(said, /--key is "keychain", or "env:"/)
  })

  test('keeps its log in the profile, without secrets', async (t) => {
    const folder = await tempFolderFor(t)
    await mkdir(join(folder, 'profile'))
    const { app, window, profile } = await launchShellApp({ folder, env: display.env })
    await window.evaluate(() => causeway.call('account.list', {}))
    await app.close()
    const log = await readFile(join(profile, 'logs', 'main.log'), 'utf8')
    assert.match(log, /The engine is ready/)
    assert.doesNotMatch(log, /open sesame/)
  })

  test('draws its page again after the page crashed', async (t) => {
    const { app } = await launchShellApp({ folder: await tempFolderFor(t), env: display.env })
    t.after(() => app.close())
    const title: unknown = await app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      if (contents === undefined) return 'no window'
      const loaded = new Promise<void>((resolve) => { contents.once('did-finish-load', resolve) })
      contents.forcefullyCrashRenderer()
      await loaded
      return contents.executeJavaScript('causeway.call("account.list", {}).then(({ ok }) => `${document.title}: ${ok}`)')
    })
    assert.equal(title, 'Shell under test: true')
  })
})
