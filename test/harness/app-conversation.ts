// A conversation as somebody has it in the window: the built program on a real display, and what of it can be seen, clicked and typed into.
// Selectors are roles and names, as assistive technology has them; texts are the English ones.
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { Conversation, watchword } from './conversation.ts'
import type { Display } from './display.ts'
import { launchApp, startBeside, type AppOptions, type RunningApp } from './electron.ts'
import type { TestSynapse } from './synapse.ts'

export type StartOptions = {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export type AppConversationOptions = StartOptions & {
  readonly synapse: TestSynapse
  readonly display: Display
}

export const passphrase = `open-sesame-${watchword}`
const keyArguments = ['--key', 'env:CAUSEWAY_TEST_KEY']

export class AppConversation {
  readonly conversation: Conversation
  readonly #display: Display
  #running: RunningApp | null = null

  private constructor(conversation: Conversation, display: Display) {
    this.conversation = conversation
    this.#display = display
  }

  /** The program at its sign-in screen. It ends with the test. */
  static async open(test: TestContext, { synapse, display, ...start }: AppConversationOptions): Promise<AppConversation> {
    const app = new AppConversation(await Conversation.open(test, synapse), display)
    app.conversation.learnTokens()
    app.conversation.beforeEnd(() => app.quit())
    await app.launch(start)
    return app
  }

  /** The same, signed in and with the room open. */
  static async openRoom(test: TestContext, options: AppConversationOptions): Promise<AppConversation> {
    const app = await AppConversation.open(test, options)
    await app.signIn()
    await app.room().click()
    await app.composer.waitFor()
    return app
  }

  /** Starts it; over a profile that is locked with a passphrase unless told otherwise. */
  async launch({ args = keyArguments, env = {} }: StartOptions = {}): Promise<void> {
    this.#running = await launchApp(this.#options({ args, env }))
  }

  /** Starts it once more beside the one that runs, and gives the exit code of that one. */
  launchBeside(): Promise<number | null> {
    return startBeside(this.#options({}))
  }

  #options({ args = keyArguments, env = {} }: StartOptions): AppOptions {
    return {
      profile: this.conversation.profile,
      env: { ...this.#display.env, CAUSEWAY_TEST_KEY: passphrase, LANGUAGE: 'en', LANG: 'en_US.UTF-8', ...env },
      args: ['--lang=en-US', ...args],
    }
  }

  /** Ends it as a person would. */
  async quit(): Promise<void> {
    const running = this.#running
    this.#running = null
    await running?.dispose()
  }

  get running(): RunningApp {
    if (this.#running === null) throw new Error('The program does not run')
    return this.#running
  }

  get page(): Page {
    return this.running.window
  }

  /** Signs in through the window. */
  async signIn({ server = this.conversation.proxy.url, password = this.conversation.me.password } = {}): Promise<void> {
    const { page } = this
    await page.getByRole('textbox', { name: 'Matrix address or server' }).fill(server)
    await page.getByRole('textbox', { name: 'User name' }).fill(this.conversation.me.localpart)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  /** A room of the list. */
  room(name: string | RegExp = /Kitchen/): Locator {
    return this.page.getByRole('tree', { name: 'Conversations' }).getByRole('treeitem', { name })
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Message to / })
  }

  get messages(): Locator {
    return this.page.getByRole('log', { name: 'Messages' })
  }

  /** The row of a message that holds this text, of its own or as what it answers; `sender` tells the two apart. */
  message(text: string, sender = ''): Locator {
    return this.messages.getByRole('article', { name: new RegExp(`^${sender}`, 'u') }).filter({ hasText: text })
  }

  /** Writes into the open room, and sends it. */
  async say(text: string): Promise<void> {
    await this.composer.fill(`${text} ${watchword}`)
    await this.composer.press('Enter')
  }

  /** Resolves when the row of that text is marked so. */
  untilMarked(text: string, mark: 'Sending' | 'Sent' | 'Not sent' | RegExp): Promise<void> {
    return this.message(text).getByRole('img', { name: mark }).waitFor()
  }

  /** The texts of the rows on the screen without the watchword, oldest first. */
  async texts(): Promise<readonly string[]> {
    const rows = await this.messages.getByRole('article').locator('.main').allInnerTexts()
    return rows.flatMap((row) => row.split('\n')).filter((line) => line.endsWith(watchword)).map((line) => line.slice(0, -watchword.length - 1))
  }
}
