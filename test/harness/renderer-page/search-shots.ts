import type { Page } from 'playwright-core'
import type { Shot } from './shot-list.ts'

const light = ['light'] as const

async function searchFor(page: Page, keys: string, query: string): Promise<void> {
  await page.keyboard.press(keys)
  await page.keyboard.type(query)
  await page.waitForTimeout(300)
}

const panel = (page: Page) => page.getByRole('complementary', { name: /^(?:Search messages|Nachrichten suchen)$/u })

/** Searching messages: every state of the panel, alone and with a jump. */
export const searchShots: readonly Shot[] = [
  { name: 'search-tips', query: {}, sizes: ['wide', 'medium', 'narrow'], act: (page) => page.keyboard.press('Control+f') },
  { name: 'search-all', query: {}, sizes: ['wide', 'narrow'], act: (page) => searchFor(page, 'Control+Shift+f', 'the') },
  { name: 'search-room', query: {}, act: (page) => searchFor(page, 'Control+f', 'the') },
  { name: 'search-jump', query: { room: 'general' }, act: async (page) => {
    await searchFor(page, 'Control+f', 'build green 12')
    await page.keyboard.press('Enter')
    await page.keyboard.press('F3')
    await page.waitForTimeout(1800)
  } },
  { name: 'search-jump-medium', query: { room: 'general' }, sizes: ['medium'], themes: light, act: async (page) => {
    await searchFor(page, 'Control+f', 'tide table')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  } },
  { name: 'search-keyboard', query: {}, act: async (page) => {
    await searchFor(page, 'Control+Shift+f', 'boat')
    for (let press = 0; press < 9; press += 1) await page.keyboard.press('ArrowDown')
  } },
  { name: 'search-none', query: {}, act: (page) => searchFor(page, 'Control+f', 'zeppelin') },
  { name: 'search-bad-input', query: {}, act: (page) => searchFor(page, 'Control+f', 'the before:soon') },
  { name: 'search-person', query: {}, act: (page) => searchFor(page, 'Control+f', 'the from:an') },
  { name: 'search-dates', query: {}, themes: light, act: async (page) => {
    await searchFor(page, 'Control+f', 'the has:file')
    await panel(page).getByRole('button', { name: 'Dates' }).click()
  } },
  { name: 'search-failed', query: { scene: 'broken-search' }, themes: light, act: (page) => searchFor(page, 'Control+f', 'the') },
  { name: 'search-slow', query: { scene: 'slow' }, themes: light, act: (page) => searchFor(page, 'Control+Shift+f', 'the') },
  { name: 'search-indexing', query: { scene: 'indexing' }, themes: light, act: async (page) => {
    await searchFor(page, 'Control+Shift+f', 'notes')
    await panel(page).getByRole('button', { name: /./u }).last().scrollIntoViewIfNeeded()
  } },
  { name: 'search-undecrypted', query: { scene: 'unreadable' }, themes: light, act: (page) => searchFor(page, 'Control+f', 'release') },
  { name: 'search-history', query: {}, themes: light, act: async (page) => {
    await searchFor(page, 'Control+f', 'release')
    await panel(page).getByRole('button', { name: /^Download the rest/u }).click()
  } },
  { name: 'history-line', query: { scene: 'downloading' }, act: async (page) => {
    await page.getByRole('group', { name: 'Download of a history' }).waitFor()
    await page.getByRole('button', { name: 'More about this room', exact: true }).click()
  } },
  { name: 'search-contrast', query: { theme: 'high-contrast' }, themes: ['high-contrast'], act: (page) => searchFor(page, 'Control+Shift+f', 'table') },
  { name: 'search-german', query: { language: 'de', text: '16' }, themes: light, act: (page) => searchFor(page, 'Control+Shift+f', 'table') },
  { name: 'search-german-tips', query: { language: 'de' }, themes: light, act: (page) => page.keyboard.press('Control+f') },
  { name: 'search-recent', query: {}, themes: light, act: async (page) => {
    await searchFor(page, 'Control+f', 'release notes')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.waitForTimeout(200)
  } },
  { name: 'search-switcher', query: {}, themes: light, act: async (page) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('tide')
    await page.waitForTimeout(200)
  } },
]
