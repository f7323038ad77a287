// A walk through the main screens with a picture of each, as anybody would do it: by what is written on things. A screen that cannot be
// reached fails the walk.
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { openDisplay, type Display } from '../../test/harness/display.ts'
import { launchApp, type RunningApp } from '../../test/harness/electron.ts'
import { say } from '../set-up/say.mjs'
import { DEMO_FOLDER, type Home } from './home.ts'
import { KEY_ARGUMENTS, KEY_ENVIRONMENT } from './sign-in.ts'
import { PLACES, STOPS, type Stop, type Walk } from './tour-stops.ts'

const SIZE = { width: 1_280, height: 800 }

/** Takes the pictures into `folder`, in their order. */
export async function tour(folder: string, home: Home): Promise<void> {
  const target = resolve(folder)
  await mkdir(target, { recursive: true })
  const display = await openDisplay()
  const walk: Walk = { home, recoveryKey: '', otherDevice: null, friend: null }
  try {
    for (const place of PLACES) {
      const profile = place === 'account' ? home.profile : await emptyProfile()
      const running = await openApp(profile, display)
      try {
        for (const stop of STOPS.filter((candidate) => candidate.place === place)) await visit(stop, { page: running.window, walk, target })
      } finally {
        await running.dispose()
      }
    }
  } finally {
    walk.friend?.leave()
    await walk.otherDevice?.dispose()
    await display.dispose()
  }
}

type Visit = { readonly page: Page; readonly walk: Walk; readonly target: string }

async function visit(stop: Stop, { page, walk, target }: Visit): Promise<void> {
  const number = String(STOPS.indexOf(stop) + 1).padStart(2, '0')
  const file = (suffix = ''): string => join(target, `${number}-${stop.name}${suffix}.png`)
  try {
    await stop.go(page, walk)
    await untilPainted(page)
  } catch (error) {
    // What is on the screen instead says more than the error.
    await page.screenshot({ path: join(target, `failed-${stop.name}.png`) })
    throw error
  }
  await page.screenshot({ path: file(), animations: 'disabled' })
  say(`${stop.shows}: ${file()}`)
  if (stop.inDark === true) await inDark(page, file('-dark'))
  await stop.leave?.(page, walk)
}

/** The window follows the system's theme. */
async function inDark(page: Page, file: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' })
  await untilPainted(page)
  await page.screenshot({ path: file, animations: 'disabled' })
  await page.emulateMedia({ colorScheme: null })
  await untilPainted(page)
}

async function openApp(profile: string, display: Display): Promise<RunningApp> {
  const running = await launchApp({
    profile,
    env: { ...display.env, ...KEY_ENVIRONMENT, LANGUAGE: 'en', LC_ALL: 'C.UTF-8' },
    // Two pixels for one, so that the pictures are sharp on today's screens.
    args: [...KEY_ARGUMENTS, '--lang=en-GB', '--force-device-scale-factor=2'],
  })
  await running.app.evaluate(
    ({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    SIZE,
  )
  return running
}

async function emptyProfile(): Promise<string> {
  const profile = join(DEMO_FOLDER, 'tour-profile')
  await rm(profile, { recursive: true, force: true })
  return profile
}

/** Every picture that is on the screen has arrived, and the fonts are there. */
async function untilPainted(page: Page): Promise<void> {
  await page.waitForFunction(() => document.fonts.status === 'loaded' && [...document.images].every((image) => image.complete))
  // Two frames: one that lays out what came last, one that has painted it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
