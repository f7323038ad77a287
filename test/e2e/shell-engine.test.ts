import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { openDisplay, type Display } from '../harness/display.ts'
import { untilEnded } from '../harness/processes.ts'
import { launchShellApp, type ShellApp } from '../harness/shell-app.ts'
import { openTempFolder } from '../harness/temp-folder.ts'

let display: Display
before(async () => { display = await openDisplay() })
after(() => display.dispose())

async function launch(t: TestContext, args?: readonly string[]): Promise<ShellApp & { readonly folder: string }> {
  const folder = await openTempFolder()
  const shell = await launchShellApp({ folder: folder.path, env: display.env, ...(args === undefined ? {} : { args }) })
  t.after(async () => {
    // Some tests have ended it already.
    await shell.app.close().catch(() => undefined)
    await folder.dispose()
  })
  return { ...shell, folder: folder.path }
}

/** Which process answers as the engine. */
const engineId = (window: Page): Promise<number> => window.evaluate(async () => {
  const outcome = await causeway.call('account.discover', { server: 'who are you?' })
  return outcome.ok ? Number(outcome.value.name) : 0
})

const tellEngine = (window: Page, what: string): Promise<string> => window.evaluate(async (server) => {
  const outcome = await causeway.call('account.discover', { server })
  return outcome.ok ? 'done' : outcome.failure.code
}, what)

/** Watches the accounts and the program's state, and keeps what is heard. */
const watch = (window: Page): Promise<void> => window.evaluate(() => {
  globalThis.heard = []
  causeway.watch('accounts', {}, ({ diffs }) => heard.push(['accounts', diffs[0]]))
  causeway.watch('app', {}, ({ diffs }) => heard.push(['app', diffs[0]]))
})

const resets = (window: Page): Promise<readonly number[]> => window.evaluate(() =>
  JSON.parse(JSON.stringify(heard))
    .filter(([view]: readonly [string]) => view === 'accounts')
    .map(([, diff]: readonly [string, { rows: { process: number }[] }]) => diff.rows[0]?.process))

const states = (window: Page): Promise<readonly string[]> => window.evaluate(() =>
  JSON.parse(JSON.stringify(heard))
    .filter(([view]: readonly [string]) => view === 'app')
    .map(([, diff]: readonly [string, { row?: { engine: string }; rows?: { engine: string }[] }]) => (diff.row ?? diff.rows?.[0])?.engine))

describe('the engine of a running program', () => {
  test('is another process, and not the one with the windows', async (t) => {
    const shell = await launch(t)
    const id = await engineId(shell.window)
    assert.notEqual(id, shell.mainProcessId)
    assert.ok((await shell.processes()).some(({ processId }) => processId === id))
  })

  test('comes back after a crash; watches go on with a reset, calls under way end as cancelled, new ones wait', async (t) => {
    const { window } = await launch(t)
    const first = await engineId(window)
    await watch(window)
    const crashed = await window.evaluate(async () => {
      const hanging = causeway.call('account.discover', { server: 'hang' })
      const crash = causeway.call('account.discover', { server: 'crash' })
      const codes = (await Promise.all([hanging, crash])).map((outcome) => outcome.ok ? 'done' : outcome.failure.code)
      const next = await causeway.call('account.discover', { server: 'who are you?' })
      return [...codes, next.ok ? next.value.name : next.failure.code]
    })
    const second = await engineId(window)
    assert.notEqual(first, second)
    assert.deepEqual(crashed, ['cancelled', 'cancelled', `${second}`])
    await window.waitForFunction(() => heard.filter(([view]) => view === 'accounts').length === 2)
    assert.deepEqual(await resets(window), [first, second])
    assert.deepEqual(await states(window), ['ready', 'restarting', 'restarting', 'ready'])
  })

  test('comes back when it was killed from outside', async (t) => {
    const { window } = await launch(t)
    const first = await engineId(window)
    process.kill(first, 'SIGKILL')
    await untilEnded(first)
    // What is asked before main has heard of the end is answered with "cancelled", and no number.
    let second = first
    for (let asked = 0; (second === first || second === 0) && asked < 100; asked += 1) second = await engineId(window)
    assert.ok(second !== first && second !== 0)
  })

  test('is left down after crash upon crash, says so, and comes back when it is asked to', async (t) => {
    const { window } = await launch(t)
    await watch(window)
    for (let crashes = 0; crashes < 6; crashes += 1) assert.equal(await tellEngine(window, 'crash'), 'cancelled')
    await window.waitForFunction(() => JSON.stringify(heard).includes('"failed"'))
    assert.equal(await tellEngine(window, 'who are you?'), 'bug')
    const isUp = await window.evaluate(async () => (await causeway.call('app.restartEngine', {})).ok)
    assert.equal(isUp, true)
    assert.ok(await engineId(window) > 0)
  })

  test('forgets what a page watched when the page is loaded again', async (t) => {
    const shell = await launch(t)
    assert.ok(await engineId(shell.window) > 0)
    await watch(shell.window)
    await shell.window.waitForFunction(() => heard.length === 2)
    await shell.window.reload()
    assert.ok(await engineId(shell.window) > 0)
    // The tray watches the accounts too, as 1.
    assert.deepEqual(await shell.diary(), ['opened', 'unwatched 2'])
  })

  test('is asked to write everything at the end, and nothing of the program is left', async (t) => {
    const shell = await launch(t)
    assert.ok(await engineId(shell.window) > 0)
    const all = await shell.processes()
    assert.ok(all.length > 3)
    await shell.app.close()
    await Promise.all(all.map(({ processId }) => untilEnded(processId)))
    assert.deepEqual(await shell.diary(), ['opened', 'closed'])
  })

  test('ends the program when its only window is closed', async (t) => {
    const shell = await launch(t)
    assert.ok(await engineId(shell.window) > 0)
    const all = await shell.processes()
    await shell.window.close()
    await Promise.all(all.map(({ processId }) => untilEnded(processId)))
    assert.deepEqual(await shell.diary(), ['opened', 'closed'])
  })

  test('ends in an orderly way when the program is told to by the system', async (t) => {
    const shell = await launch(t)
    assert.ok(await engineId(shell.window) > 0)
    const all = await shell.processes()
    process.kill(shell.mainProcessId, 'SIGTERM')
    await Promise.all(all.map(({ processId }) => untilEnded(processId)))
    assert.deepEqual(await shell.diary(), ['opened', 'closed'])
  })

  test('that is not even open yet holds nothing back: a program that is ended at once ends', async (t) => {
    const shell = await launch(t)
    const all = await shell.processes()
    await shell.app.close()
    await Promise.all(all.map(({ processId }) => untilEnded(processId)))
  })

  test('does not outlive a program that was killed', async (t) => {
    const shell = await launch(t)
    const id = await engineId(shell.window)
    process.kill(shell.mainProcessId, 'SIGKILL')
    await untilEnded(id)
  })

  test('gets the files that the user chose, and the page their tokens only', async (t) => {
    const shell = await launch(t)
    const path = join(shell.folder, 'photo.jpg')
    await writeFile(path, 'a picture')
    await shell.window.setInputFiles('#files', path)
    const seen = await shell.window.evaluate(async () => {
      const files = [...document.querySelector<HTMLInputElement>('#files')?.files ?? []]
      const forged = [{ path: '/etc/passwd' }, new File(['made by the page'], 'passwd'), '/etc/passwd', null]
      const [chosen, ...others] = await causeway.adopt([...files, ...forged])
      const source = { from: 'picked', fileId: chosen?.fileId ?? '' } as const
      const input = { account: '@a:b' as never, roomId: '!r:b' as never }
      const sent = await causeway.call('message.sendFile', { ...input, source })
      const refused = await causeway.call('message.sendFile', { ...input, source: { from: 'path', path: '/etc/passwd' } })
      return { chosen, others, sent: sent.ok, refused: refused.ok ? '' : refused.failure.code }
    })
    const { chosen, ...rest } = seen
    assert.deepEqual(rest, { others: [null, null, null, null], sent: true, refused: 'forbidden' })
    assert.deepEqual([chosen?.name, chosen?.size], ['photo.jpg', 9])
    assert.equal(JSON.stringify(chosen).includes(shell.folder), false)
    assert.deepEqual(await shell.diary(), ['opened', `file from path: ${path}`])
  })
})

describe('a locked profile', () => {
  const lockOf = (window: Page): Promise<string> => window.evaluate(() => new Promise<string>((resolve) => {
    const live = causeway.watch('app', {}, ({ diffs }) => {
      const [diff] = diffs
      const row = diff?.op === 'reset' ? diff.rows[0] : diff?.op === 'set' ? diff.row : undefined
      if (row === undefined || row.engine === 'starting') return
      live.stop()
      resolve(`${row.engine} ${row.lock?.reason ?? ''} ${row.lock?.asksPassphrase ?? ''}`.trim())
    })
  }))
  const unlock = (window: Page, passphrase: string): Promise<string> => window.evaluate(async (typed) => {
    const outcome = await causeway.call('app.unlock', { passphrase: typed })
    return outcome.ok ? 'open' : outcome.failure.code
  }, passphrase)

  test('says what it needs, refuses a wrong passphrase, changes nothing, and opens with the right one', async (t) => {
    const first = await launch(t)
    assert.ok(await engineId(first.window) > 0)
    await first.app.close()
    const file = join(first.profile, 'profile.json')
    const before = await readFile(file, 'utf8')
    const { window, app } = await launchShellApp({ folder: first.folder, env: display.env, args: ['--key', 'env:NOT_SET'] })
    t.after(() => app.close())
    assert.equal(await lockOf(window), 'locked passphrase-needed true')
    assert.equal(await tellEngine(window, 'who are you?'), 'locked')
    assert.equal(await unlock(window, 'close sesame'), 'wrong-credentials')
    assert.equal(await lockOf(window), 'locked passphrase-wrong true')
    assert.equal(await readFile(file, 'utf8'), before)
    assert.equal(await unlock(window, 'open sesame'), 'open')
    assert.equal(await lockOf(window), 'ready')
  })

  test('without any keychain offers a passphrase to a newcomer, and makes no profile by itself', async (t) => {
    const shell = await launch(t, ['--key', 'keychain'])
    assert.equal(await lockOf(shell.window), 'locked keychain-unavailable true')
    await assert.rejects(readFile(join(shell.profile, 'profile.json')), { code: 'ENOENT' })
    assert.equal(await unlock(shell.window, 'a passphrase of my own'), 'open')
  })

  test('never shows the passphrase to the engine’s environment', async (t) => {
    const { window } = await launch(t)
    const environment = await readFile(`/proc/${await engineId(window)}/environ`, 'utf8')
    assert.equal(environment.includes('open sesame'), false)
  })
})
