import type { Page } from 'playwright-core'

export const sizes = {
  wide: { width: 1280, height: 800 },
  medium: { width: 900, height: 700 },
  narrow: { width: 600, height: 800 },
  /** What is left of the widest at 200% zoom. */
  small: { width: 640, height: 400 },
} as const

export type Shot = {
  readonly name: string
  readonly query: Readonly<Record<string, string>>
  readonly sizes?: readonly (keyof typeof sizes)[]
  readonly themes?: readonly string[]
  /** What to do before the picture is taken. */
  readonly act?: (page: Page) => Promise<unknown>
}

const all = ['wide', 'medium', 'narrow'] as const
const two = ['wide', 'narrow'] as const
const press = (keys: string) => (page: Page): Promise<void> => page.keyboard.press(keys)
const button = (name: string) => (page: Page): Promise<void> => page.getByRole('button', { name, exact: true }).click()

async function signIn(page: Page, address: string, password: string): Promise<void> {
  await page.getByLabel('Matrix address or server').fill(address)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

async function openLaunch(page: Page): Promise<void> {
  await page.getByRole('treeitem', { name: /Launch week/u }).click()
  await page.getByRole('button', { name: 'Back' }).waitFor()
}

async function search(page: Page, query: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(query)
}

async function newConversation(page: Page, how: string): Promise<void> {
  await page.getByRole('button', { name: 'New conversation', exact: true }).click()
  await page.getByRole('menuitem', { name: how }).click()
}

export const shots: readonly Shot[] = [
  { name: 'main', query: {}, sizes: all },
  { name: 'main-contrast', query: { theme: 'high-contrast' }, themes: ['high-contrast'] },
  { name: 'main-german', query: { language: 'de', text: '16' }, themes: ['light'] },
  { name: 'main-green', query: { hue: '150' } },
  { name: 'many', query: { scene: 'many' }, themes: ['light'], act: async (page) => {
    await page.getByRole('tree').hover()
    await page.mouse.wheel(0, 20_000)
  } },
  { name: 'sign-in', query: { scene: 'sign-in' }, sizes: all },
  { name: 'sign-in-found', query: { scene: 'sign-in' }, act: (page) => signIn(page, '@mira:harbour.example', '') },
  { name: 'sign-in-server', query: { scene: 'sign-in' }, themes: ['light'], act: (page) => signIn(page, 'harbour.example', '') },
  { name: 'sign-in-wrong', query: { scene: 'sign-in' }, act: (page) => signIn(page, '@mira:harbour.example', 'nonsense') },
  { name: 'sign-in-no-server', query: { scene: 'sign-in' }, themes: ['light'], act: (page) => signIn(page, '@mira:example.com', '') },
  { name: 'sign-in-sso', query: { scene: 'sign-in' }, themes: ['light'], act: (page) => signIn(page, '@mira:sso.example', '') },
  { name: 'empty', query: { scene: 'empty' }, sizes: all },
  { name: 'no-room', query: { room: '' }, themes: ['light'] },
  { name: 'invite', query: { room: 'sail' }, themes: ['light'] },
  { name: 'gone', query: { room: 'nothing' }, themes: ['light'] },
  { name: 'offline', query: { scene: 'offline' }, sizes: two },
  { name: 'outbox', query: { scene: 'outbox' }, act: (page) => page.getByRole('button', { name: /^Not sent yet/u }).click() },
  { name: 'signed-out', query: { scene: 'signed-out' } },
  { name: 'sign-in-again', query: { scene: 'signed-out' }, act: button('Sign in again') },
  { name: 'stopped', query: { scene: 'stopped' }, themes: ['light'] },
  { name: 'first-sync', query: { scene: 'first-sync' } },
  { name: 'slow', query: { scene: 'slow' } },
  { name: 'locked', query: { scene: 'locked' } },
  { name: 'locked-passphrase', query: { scene: 'locked-passphrase' }, sizes: two },
  { name: 'failed', query: { scene: 'failed' } },
  { name: 'restarting', query: { scene: 'restarting' }, themes: ['light'] },
  { name: 'starting', query: { scene: 'starting' }, themes: ['light'] },
  { name: 'switcher', query: {}, sizes: two, act: press('Control+k') },
  { name: 'switcher-query', query: {}, act: (page) => search(page, 'an') },
  { name: 'switcher-nothing', query: {}, themes: ['light'], act: (page) => search(page, 'zzzz') },
  { name: 'settings', query: {}, sizes: two, act: press('Control+,') },
  { name: 'settings-found', query: {}, themes: ['light'], act: async (page) => {
    await page.keyboard.press('Control+,')
    await page.getByLabel('Find a setting').fill('show')
  } },
  { name: 'shortcuts', query: { room: '' }, act: press('?') },
  { name: 'room', query: {}, sizes: ['narrow'], act: openLaunch },
  { name: 'members-narrow', query: {}, sizes: ['narrow'], act: async (page) => {
    await openLaunch(page)
    await page.keyboard.press('Control+Shift+m')
  } },
  { name: 'right-to-left', query: { room: 'dm-dana' }, themes: ['light'], act: (page) => page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  }) },
  { name: 'zoomed', query: { text: '18' }, sizes: ['small'], themes: ['light'] },
  { name: 'members', query: {}, sizes: ['wide', 'medium'], act: press('Control+Shift+m') },
  { name: 'new-menu', query: {}, themes: ['light'], act: button('New conversation') },
  { name: 'room-menu', query: {}, act: button('More about this room') },
  { name: 'account-menu', query: {}, act: button('Account Mira Holt') },
  { name: 'encryption', query: {}, themes: ['light'], act: button('Not encrypted') },
  { name: 'create', query: {}, act: (page) => newConversation(page, 'New room') },
  { name: 'chat', query: {}, act: press('Control+n') },
  { name: 'join', query: {}, themes: ['light'], act: async (page) => {
    await newConversation(page, 'Join a room')
    await page.getByLabel('Address of the room').fill('nonsense')
    await page.keyboard.press('Enter')
  } },
  { name: 'leave', query: {}, themes: ['light'], act: async (page) => {
    await page.getByRole('button', { name: 'More about this room', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Leave…' }).click()
  } },
  { name: 'sign-out', query: { scene: 'outbox' }, act: async (page) => {
    await page.getByRole('button', { name: 'Account Mira Holt', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Sign out…' }).click()
  } },
  { name: 'unread', query: {}, themes: ['light'], act: button('Unread') },
  { name: 'people', query: {}, themes: ['light'], act: async (page) => {
    await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'People' }).click()
  } },
  { name: 'keyboard', query: {}, act: async (page) => {
    await page.keyboard.press('F6')
    await page.keyboard.press('F6')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
  } },
  { name: 'tooltip', query: {}, themes: ['light'], act: async (page) => {
    await page.getByRole('button', { name: 'New conversation', exact: true }).hover()
    await page.getByText('New conversation', { exact: true }).waitFor()
  } },
]
