import type { Page } from 'playwright-core'
import { sasOf } from '../../test/harness/encrypted-client.ts'
import { SECRET_ROOM, type Confidants } from './confidants.ts'
import type { Home } from './home.ts'
import { PASSWORD } from './world/inhabitants.ts'
import { VIEWER } from './world/script.ts'

/** A home whose people can talk behind encryption. */
export type TourHome = Home & { readonly confidants: Confidants }

export type Stop = {
  /** In the picture's file name. */
  readonly name: string
  readonly shows: string
  /** A window without an account, or the demo's. */
  readonly place: 'sign-in' | 'account'
  readonly go: (page: Page, home: TourHome) => Promise<void>
  /** Back to where the next stop begins. */
  readonly leave?: (page: Page, home: TourHome) => Promise<void>
}

const OFFLINE_WORDS = 'On my way. If this arrives late, blame the tide.'

export const STOPS: readonly Stop[] = [
  {
    name: 'sign-in',
    shows: 'signing in',
    place: 'sign-in',
    go: async (page, { url }) => {
      await page.getByLabel('Matrix address or server').fill(url)
      await page.getByLabel('Password', { exact: true }).focus()
      await page.getByLabel('User name').fill(VIEWER)
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
      await page.getByText('Server:').waitFor()
    },
  },
  {
    name: 'conversation',
    shows: 'the room list and a conversation',
    place: 'account',
    go: async (page) => openRoom(page, 'Village Green', 'Bread and soup from seven'),
  },
  {
    name: 'picture',
    shows: 'pictures in a conversation',
    place: 'account',
    go: async (page) => openRoom(page, 'Bridge: photographs', 'Day 44, night shift'),
  },
  {
    name: 'formatted-text',
    shows: 'code, lists and mentions',
    place: 'account',
    go: async (page) => openRoom(page, 'Bridge: planning', 'The string is always right.'),
  },
  {
    name: 'encrypted',
    shows: 'an encrypted room',
    place: 'account',
    go: async (page) => {
      await openRoom(page, SECRET_ROOM, 'Not a word to Greta')
      await page.getByRole('textbox', { name: SECRET_ROOM }).click()
      await page.keyboard.type('In the bag of the tide tables. She never looks in there.')
      await page.keyboard.press('Enter')
      await page.getByRole('log').getByRole('img', { name: /^(?:Sent|Seen)/u }).last().waitFor()
    },
  },
  {
    name: 'recovery-key',
    shows: 'the recovery key, told once',
    place: 'account',
    go: async (page) => {
      await page.getByRole('button', { name: 'Set up recovery' }).click()
      await page.getByRole('button', { name: 'Make a recovery key' }).click()
      await page.getByRole('group', { name: 'Recovery key' }).waitFor()
    },
    leave: async (page) => {
      await page.getByRole('checkbox', { name: 'I have saved the recovery key' }).check()
      await page.getByRole('button', { name: 'Done' }).click()
    },
  },
  {
    name: 'verification',
    shows: 'verifying somebody by emoji',
    place: 'account',
    go: async (page, { confidants: { mira, roomId, viewerId } }) => {
      await mira.untilIdentity(viewerId)
      const request = await mira.crypto.requestVerificationDM(viewerId, roomId)
      await page.getByRole('button', { name: 'Accept' }).click()
      await page.getByRole('button', { name: /^Compare emoji/u }).click()
      const [{ sas }] = await Promise.all([sasOf(request), page.getByRole('list', { name: 'Emoji to compare' }).waitFor()])
      await sas.confirm()
    },
    leave: async (page) => {
      await page.getByRole('button', { name: 'They match' }).click()
      await page.getByText('Mira Okafor is verified').waitFor()
      await page.getByRole('button', { name: 'Done' }).click()
    },
  },
  {
    name: 'security',
    shows: 'how encryption stands',
    place: 'account',
    go: async (page) => {
      await find(page, 'Security', 'Security and keys')
      await page.getByRole('option', { name: 'Security and keys' }).click()
      await page.getByText('Your messages are protected').waitFor()
    },
  },
  {
    name: 'devices',
    shows: 'the account’s devices',
    place: 'account',
    go: async (page) => {
      await page.getByRole('button', { name: /^Devices/u }).click()
      await page.getByText('This device').waitFor()
    },
    leave: async (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'quick-switcher',
    shows: 'finding a room from anywhere',
    place: 'account',
    // As typed by somebody in a hurry.
    go: async (page) => find(page, 'brdge', 'Bridge: planning'),
    leave: async (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'settings',
    shows: 'the settings',
    place: 'account',
    go: async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    },
    leave: async (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'dark',
    shows: 'the dark theme',
    place: 'account',
    go: async (page) => {
      await chooseTheme(page, 'Dark')
      await openRoom(page, 'Village Green', 'Bread and soup from seven')
    },
    leave: async (page) => chooseTheme(page, 'System'),
  },
  {
    name: 'offline',
    shows: 'writing while the server is away',
    place: 'account',
    go: async (page, { server }) => {
      await openRoom(page, 'Mira Okafor', 'Projector is packed')
      await server.stop()
      await page.getByText('Offline: showing what is on this computer').waitFor()
      await page.getByRole('textbox', { name: 'Mira Okafor' }).click()
      await page.keyboard.type(OFFLINE_WORDS)
      await page.keyboard.press('Enter')
      await page.getByRole('log').getByText(OFFLINE_WORDS).waitFor()
    },
    leave: async (page, { server }) => {
      await server.start()
      await page.getByText('Offline: showing what is on this computer').waitFor({ state: 'hidden' })
    },
  },
]

async function openRoom(page: Page, name: string, says: string): Promise<void> {
  await find(page, name, name)
  await page.getByRole('option', { name }).first().click()
  // What lies under the pointer would show its buttons.
  await page.mouse.move(0, 0)
  await page.getByRole('log').getByText(says).waitFor()
}

async function find(page: Page, words: string, found: string): Promise<void> {
  // With the list of rooms on the screen, the keys work too.
  await page.getByRole('treeitem').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(words)
  await page.getByRole('option', { name: found }).first().waitFor()
}

async function chooseTheme(page: Page, theme: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('radiogroup', { name: 'Theme' }).getByRole('radio', { name: theme }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Settings' }).waitFor({ state: 'hidden' })
}
