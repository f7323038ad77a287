/**
 * What using the window costs, counted and not timed: bytes, messages, watches, elements. The program over an account of a hundred made-up
 * rooms, signed in at its window.
 */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { after, before, describe, test } from 'node:test'
import { openDisplay, type Display } from '../harness/display.ts'
import type { RunningApp } from '../harness/electron.ts'
import { openKeyring, type Keyring } from '../harness/keyring.ts'
import { MadeUpAccount } from '../harness/made-up-account.ts'
import { paintedMessage, paintedRow } from '../harness/painted.ts'
import { visitRooms } from '../harness/room-visits.ts'
import { countCrossing, type Crossing, type Message } from '../harness/window-crossing.ts'

const mostBytes = 32 * 1_024
const mostElements = 1_500
const restMs = 1_500
const named = (messages: readonly Message[], name: string): number => messages.filter((message) => message.name === name).length

describe('a window over a hundred rooms', { concurrency: false }, () => {
  let display: Display
  let keyring: Keyring
  let account: MadeUpAccount
  let profile: string
  let app: RunningApp
  let crossing: Crossing

  before(async () => {
    display = await openDisplay()
    keyring = await openKeyring()
    account = await MadeUpAccount.make(100, { ...display.env, ...keyring.env })
    profile = account.nextProfile()
    app = await account.open(profile)
    await account.signIn(app)
    // Once through, so that what is opened below is stored.
    await visitRooms(app.window, 12)
    crossing = await countCrossing(app)
  })

  after(async () => {
    await app?.dispose()
    await account?.dispose()
    await keyring?.dispose()
    await display?.dispose()
  })

  const elements = (): Promise<number> => app.window.evaluate(() => document.querySelectorAll('*').length)

  test('a room that is stored is opened with at most 32 KB, in one message for each thing that is shown of it', async () => {
    await app.window.keyboard.press('Alt+ArrowUp')
    await pause(restMs)
    await crossing.take()
    for (let visit = 0; visit < 6; visit += 1) {
      await app.window.keyboard.press('Alt+ArrowUp')
      await pause(restMs)
      const { bytes, messages } = await crossing.take()
      const sizes = JSON.stringify(messages)
      assert.equal(named(messages, 'watch timeline'), 1, sizes)
      assert.equal(named(messages, 'watch room'), 1, sizes)
      assert.ok(bytes <= mostBytes, `${bytes} bytes: ${sizes}`)
    }
  })

  test('what a room watched ends with it, and the document does not grow with the rooms that were open', async () => {
    await crossing.take()
    await visitRooms(app.window, 30)
    await pause(restMs)
    const { messages } = await crossing.take()
    const begun = messages.filter(({ name }) => name.startsWith('watch ')).length
    assert.ok(begun >= 60, `${begun} watches`)
    assert.ok(Math.abs(begun - named(messages, 'unwatch')) <= 1, 'as many watches ended as began')
    assert.ok(await elements() <= mostElements, `${await elements()} elements`)
  })

  test('watches nothing anew while messages come', async () => {
    const open = await app.window.evaluate(() => document.querySelector('[role="treeitem"][aria-selected="true"]')?.getAttribute('data-key') ?? '')
    await crossing.take()
    await account.homeserver.startTraffic({ eventsPerSecond: 4, roomIds: [open] })
    await pause(2_000)
    await account.homeserver.stopTraffic()
    await pause(restMs)
    const { messages } = await crossing.take()
    assert.ok(named(messages, 'batch timeline') > 0 || named(messages, 'batch from before') > 0, 'something came')
    assert.deepEqual(messages.filter(({ name }) => /^(?:watch |unwatch)/u.test(name)), [])
  })

  test('says nothing and is told nothing while nothing happens', async () => {
    await pause(restMs)
    await crossing.take()
    await pause(5_000)
    assert.deepEqual((await crossing.take()).messages, [])
  })

  test('starts where it was, with the last room open, when the server cannot be reached', async () => {
    const opened = (): Promise<string | null | undefined> =>
      app.window.evaluate(() => document.querySelector('[role="treeitem"][aria-selected="true"]')?.getAttribute('data-key'))
    // Left at once: what is open is remembered all the same.
    await visitRooms(app.window, 1)
    const last = await opened()
    await app.dispose()
    await account.homeserver.dispose()
    app = await account.open(profile)
    await app.window.waitForSelector(paintedRow)
    await app.window.waitForSelector(paintedMessage)
    assert.ok(typeof last === 'string')
    assert.equal(await opened(), last)
  })
})
