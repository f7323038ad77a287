// Somebody's window on one of their computers: the built program over a profile of its own, and what encryption shows in it. Several of one
// person, or of two, run beside each other.
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { passphrase } from './app-conversation.ts'
import type { Display } from './display.ts'
import { launchApp, type RunningApp } from './electron.ts'
import type { Person } from './person.ts'
import type { TestSynapse } from './synapse.ts'
import { tempFolderFor } from './temp-folder.ts'

type Where = {
  readonly synapse: TestSynapse
  readonly display: Display
  readonly person: Person
  /** Chromium's. */
  readonly switches?: readonly string[]
}

export class SignedInWindow {
  readonly profile: string
  readonly running: RunningApp

  private constructor(profile: string, running: RunningApp) {
    this.profile = profile
    this.running = running
  }

  /** Starts it over an empty profile and signs in. It ends with the test. */
  static async open(test: TestContext, { synapse, display, person, switches = [] }: Where): Promise<SignedInWindow> {
    const profile = await tempFolderFor(test)
    const running = await launchApp({
      profile,
      env: { ...display.env, CAUSEWAY_TEST_KEY: passphrase, LANGUAGE: 'en', LANG: 'en_US.UTF-8' },
      args: ['--lang=en-US', ...switches, '--key', 'env:CAUSEWAY_TEST_KEY'],
    })
    test.after(() => running.dispose())
    const window = new SignedInWindow(profile, running)
    await window.#signIn(synapse.url, person)
    return window
  }

  get page(): Page {
    return this.running.window
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  /** The words of whatever is in the open room. */
  message(text: string): Locator {
    return this.page.getByRole('log', { name: 'Messages' }).getByRole('article').filter({ hasText: text })
  }

  async openRoom(name: string): Promise<void> {
    await this.page.getByRole('treeitem', { name: new RegExp(`^${name}`, 'u') }).click()
    await this.page.getByRole('textbox', { name: /^Message to / }).waitFor()
  }

  async say(text: string): Promise<void> {
    const composer = this.page.getByRole('textbox', { name: /^Message to / })
    await composer.fill(text)
    await composer.press('Enter')
    await this.message(text).getByRole('img', { name: /^(?:Sent|Seen)/u }).waitFor()
  }

  /** Opens a page of "Security and keys", as a command. */
  async command(name: string): Promise<void> {
    await this.page.keyboard.press('Control+k')
    await this.page.getByRole('combobox').fill(name)
    await this.page.getByRole('option', { name, exact: true }).click()
    await this.dialog.getByRole('heading', { name }).first().waitFor()
  }

  /** The words beside the emoji that are to be compared, in their order. */
  async emoji(): Promise<readonly string[]> {
    const list = this.page.getByRole('list', { name: 'Emoji to compare' })
    await list.waitFor()
    return (await list.getByRole('listitem').allInnerTexts()).map((item) => item.split('\n').at(-1) ?? '')
  }

  async #signIn(server: string, person: Person): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Matrix address or server' }).fill(server)
    await this.page.getByRole('textbox', { name: 'User name' }).fill(person.localpart)
    await this.page.getByLabel('Password', { exact: true }).fill(person.password)
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await this.page.getByRole('navigation', { name: 'Rooms' }).waitFor()
  }
}
