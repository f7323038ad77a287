import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openDisplay, type Display } from '../harness/display.ts'
import { launchApp, type RunningApp } from '../harness/electron.ts'
import { untilEnded } from '../harness/processes.ts'
import { openTempFolder, type TempFolder } from '../harness/temp-folder.ts'
// For what it says of the names that a page's scripts find.
import type {} from '../harness/shell-app.ts'

let display: Display
let folder: TempFolder
let running: RunningApp
const complaints: string[] = []

before(async () => {
  display = await openDisplay()
  folder = await openTempFolder()
  running = await launchApp({
    profile: join(folder.path, 'profile'),
    env: { ...display.env, REAL_PAGE_PASSPHRASE: 'open sesame' },
    args: ['--key', 'env:REAL_PAGE_PASSPHRASE'],
  })
  running.window.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  running.window.on('pageerror', (error) => complaints.push(error.message))
  await running.window.reload()
  await running.window.getByRole('button', { name: 'Sign in' }).waitFor()
})

after(async () => {
  await running.dispose()
  await display.dispose()
  await folder.dispose()
})

describe('the program with its own page and its own engine', () => {
  test('draws its first screen under its policy, without a complaint', () => assert.deepEqual(complaints, []))

  test('has taken nothing from Node or Electron into the page', async () => {
    const found = await running.window.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis))
    assert.deepEqual(found, [])
  })

  test('turns text into markup nowhere but where its framework clones fixed templates', async () => {
    const outcome = await running.window.evaluate(() => {
      try {
        document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>'
        return 'ran'
      } catch {
        return 'blocked'
      }
    })
    assert.equal(outcome, 'blocked')
  })

  test('goes on after the engine was killed: what is watched starts anew by itself', async () => {
    const { window } = running
    await window.evaluate(() => new Promise<void>((resolve) => {
      globalThis.heard = []
      causeway.watch('accounts', {}, ({ diffs }) => {
        heard.push(['accounts', diffs[0]?.op])
        resolve()
      })
    }))
    const { processId } = await running.engineProcess()
    process.kill(processId, 'SIGKILL')
    await untilEnded(processId)
    await window.waitForFunction(() => heard.length === 2)
    assert.deepEqual(await window.evaluate(() => heard), [['accounts', 'reset'], ['accounts', 'reset']])
    assert.notEqual((await running.engineProcess()).processId, processId)
  })
})
