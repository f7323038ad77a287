import type { Page } from 'playwright-core'
import type { Friend } from './friend.ts'
import type { Home } from './home.ts'
import type { OtherDevice } from './other-device.ts'
import { ENCRYPTION_STOPS, RECOVERY_STOP, RESTORE_STOPS } from './tour-encryption.ts'
import { SEARCH_STOPS } from './tour-search.ts'
import { chooseTheme, fillSignIn, find, openRoom } from './tour-steps.ts'
import { PASSWORD } from './world/inhabitants.ts'
import { VIEWER } from './world/script.ts'

export const PLACES = ['sign-in', 'account', 'new-computer'] as const

export type Place = (typeof PLACES)[number]

/** What is carried from stop to stop. */
export type Walk = {
  readonly home: Home
  recoveryKey: string
  otherDevice: OtherDevice | null
  friend: Friend | null
}

export type Stop = {
  /** In the picture's file name. */
  readonly name: string
  readonly shows: string
  /** A window without an account, the demo's, or one without an account again. */
  readonly place: Place
  /** In the dark theme too, in a picture of its own. */
  readonly inDark?: true
  readonly go: (page: Page, walk: Walk) => Promise<void>
  /** Back to where the next stop begins. */
  readonly leave?: (page: Page, walk: Walk) => Promise<void>
}

const OFFLINE_WORDS = 'On my way. If this arrives late, blame the tide.'

export const STOPS: readonly Stop[] = [
  {
    name: 'sign-in',
    shows: 'signing in',
    place: 'sign-in',
    go: async (page, { home: { url } }) => fillSignIn(page, { url, user: VIEWER, password: PASSWORD }),
  },
  RECOVERY_STOP,
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
    name: 'quick-switcher',
    shows: 'finding a room from anywhere',
    place: 'account',
    // As typed by somebody in a hurry.
    go: async (page) => find(page, 'brdge', 'Bridge: planning'),
    leave: async (page) => page.keyboard.press('Escape'),
  },
  ...SEARCH_STOPS,
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
  ...ENCRYPTION_STOPS,
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
    go: async (page, { home: { server } }) => {
      await openRoom(page, 'Mira Okafor', 'Projector is packed')
      await server.stop()
      await page.getByText('Offline: showing what is on this computer').waitFor()
      await page.getByRole('textbox', { name: 'Mira Okafor' }).click()
      await page.keyboard.type(OFFLINE_WORDS)
      await page.keyboard.press('Enter')
      await page.getByRole('log').getByText(OFFLINE_WORDS).waitFor()
    },
    leave: async (page, { home: { server } }) => {
      await server.start()
      await page.getByText('Offline: showing what is on this computer').waitFor({ state: 'hidden' })
      await page.getByRole('article').filter({ hasText: OFFLINE_WORDS }).getByRole('img', { name: /^(?:Sent|Seen)/u }).waitFor()
    },
  },
  ...RESTORE_STOPS,
]
