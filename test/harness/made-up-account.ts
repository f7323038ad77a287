import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Bridge } from '../../preload/contract/index.ts'
import { launchApp, type RunningApp } from './electron.ts'
import { password } from './homeserver/protocol/account.ts'
import { RunningHomeserver } from './homeserver/running-homeserver.ts'
import { totalOf } from './homeserver/server/counters.ts'
import type { RoomsPlan } from './homeserver/world/make-rooms.ts'
import { openTempFolder, type TempFolder } from './temp-folder.ts'
import { paintedRow, untilPainted } from './painted.ts'

const eventsEach = 100

/** What the program needs in its environment: a display to draw on, and a keychain. */
export type Surroundings = Readonly<Record<string, string>>

/** `paintedMs`: from the press of the button until the first rooms are on the screen, and what was asked and fetched by then. */
export type FirstScreen = { readonly paintedMs: number; readonly requests: number; readonly kilobytes: number }

/** An account on the made-up homeserver, and the profiles of those who sign in to it. */
export class MadeUpAccount {
  readonly rooms: number
  readonly homeserver: RunningHomeserver
  readonly #folder: TempFolder
  readonly #surroundings: Surroundings
  #profiles = 0

  private constructor(rooms: number, homeserver: RunningHomeserver, folder: TempFolder, surroundings: Surroundings) {
    this.rooms = rooms
    this.homeserver = homeserver
    this.#folder = folder
    this.#surroundings = surroundings
  }

  /** `plan`: what else its rooms are to be. */
  static async make(rooms: number, surroundings: Surroundings, plan: Partial<RoomsPlan> = {}): Promise<MadeUpAccount> {
    const homeserver = await RunningHomeserver.start({ seed: 1, rooms, events: rooms * eventsEach, ...plan })
    return new MadeUpAccount(rooms, homeserver, await openTempFolder(), surroundings)
  }

  get subject(): string {
    return `${this.rooms} made-up rooms`
  }

  /** A profile that nobody has used yet. */
  nextProfile(): string {
    this.#profiles += 1
    return join(this.#folder.path, `profile-${this.#profiles}`)
  }

  /** The program over a profile, whatever it then shows. Its key is in the keychain, as it is for people: a passphrase is slow on purpose. */
  open(profile: string): Promise<RunningApp> {
    return launchApp({ profile, env: { ...this.#surroundings, LANGUAGE: 'en' }, args: ['--lang=en-US', '--key', 'keychain'] })
  }

  /** Signs in as a person does, at the window of a program that knows nobody. */
  async signIn({ window }: RunningApp): Promise<FirstScreen> {
    await window.getByRole('textbox', { name: 'Matrix address or server' }).fill(this.homeserver.url)
    await window.getByRole('textbox', { name: 'User name' }).fill('ada')
    await window.getByLabel('Password', { exact: true }).fill(password)
    await this.homeserver.clearCounters()
    const pressedAt = await press(window)
    const paintedAt = await untilPainted(window, paintedRow)
    const { requests, bytesOut } = totalOf(await this.homeserver.counters())
    await closeWelcome(window)
    await foldInvites(window)
    return { paintedMs: paintedAt - pressedAt, requests, kilobytes: bytesOut / 1_024 }
  }

  async dispose(): Promise<void> {
    await this.homeserver.dispose()
    await this.#folder.dispose()
  }
}

/** By the page itself, so that nothing of the driving is in the time. */
function press(window: Page): Promise<number> {
  return window.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>('form button[type="submit"]')
    if (button === null) throw new Error('There is no button to sign in with')
    const now = Date.now()
    button.click()
    return now
  })
}

/** Of ten thousand rooms so many are invites that nothing else would be on the screen; the rooms that one is in are what people use. */
async function foldInvites(window: Page): Promise<void> {
  await window.evaluate(() => {
    const bridge: Bridge = Reflect.get(globalThis, 'causeway')
    return bridge.call('settings.set', { foldedSections: ['invites'] })
  })
  await window.waitForFunction(() => {
    const sections = [...document.querySelectorAll('[role="treeitem"][aria-level="1"]')]
    return sections.every((section) => section.getAttribute('aria-expanded') === 'false' || !section.textContent?.includes('Invites'))
  })
}

/** A new device is told what it has to do; what is measured lies behind that. */
async function closeWelcome(window: Page): Promise<void> {
  const dialog = window.getByRole('dialog')
  if (await dialog.waitFor({ timeout: 3_000 }).then(() => true, () => false)) await window.keyboard.press('Escape')
}
