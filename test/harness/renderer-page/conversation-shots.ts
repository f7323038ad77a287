import type { Page } from 'playwright-core'
import type { Shot } from './shot-list.ts'

const list = (page: Page) => page.getByRole('log')
const field = (page: Page) => page.getByRole('textbox', { name: /^Message to/u })
const message = (page: Page, text: string) => list(page).getByRole('article').filter({ hasText: text }).first()

async function up(page: Page, pixels: number): Promise<void> {
  await list(page).hover()
  await page.mouse.wheel(0, -pixels)
  await page.waitForTimeout(250)
  await page.mouse.move(2, 2)
}

async function write(page: Page, text: string): Promise<void> {
  await field(page).click()
  for (const [at, line] of text.split('\n').entries()) {
    if (at > 0) await page.keyboard.press('Shift+Enter')
    await page.keyboard.type(line)
  }
  await page.waitForTimeout(300)
}

async function menuOf(page: Page, text: string): Promise<void> {
  await message(page, text).hover()
  await page.getByRole('toolbar').getByRole('button', { name: 'More' }).click()
}

const sizes = ['wide', 'narrow'] as const
const light = ['light'] as const

/** In a narrow window the room list comes first. */
async function openRoom(page: Page): Promise<void> {
  if (await list(page).count() > 0) return
  await page.getByRole('treeitem', { name: /Launch week/u }).click()
  await list(page).waitFor()
  await page.waitForTimeout(300)
}

const talks: readonly Shot[] = [
  { name: 'talk-end', query: {}, sizes: ['wide', 'medium', 'narrow'], act: async (page) => {
    await list(page).hover()
    await page.mouse.wheel(0, 5000)
    await page.mouse.move(2, 2)
  } },
  { name: 'talk-middle', query: {}, sizes, act: (page) => up(page, 420) },
  { name: 'talk-older', query: {}, sizes, act: (page) => up(page, 1150) },
  { name: 'talk-start', query: {}, sizes, act: (page) => up(page, 9000) },
  { name: 'talk-contrast', query: { theme: 'high-contrast' }, themes: ['high-contrast'], act: (page) => up(page, 420) },
  { name: 'talk-german', query: { language: 'de', text: '18' }, themes: light, act: (page) => up(page, 600) },
  { name: 'talk-hover', query: {}, act: (page) => message(page, 'The build is green').hover() },
  { name: 'talk-menu', query: {}, act: (page) => menuOf(page, 'Reading them now') },
  { name: 'talk-context', query: {}, themes: light, act: (page) => message(page, 'The build is green').click({ button: 'right' }) },
  { name: 'talk-react', query: {}, act: async (page) => {
    await message(page, 'The build is green').hover()
    await page.getByRole('button', { name: 'React', exact: true }).click()
    await page.waitForTimeout(700)
  } },
  { name: 'talk-react-search', query: {}, themes: light, act: async (page) => {
    await message(page, 'The build is green').hover()
    await page.getByRole('button', { name: 'React', exact: true }).click()
    await page.getByLabel('Search emoji').fill('heart')
    await page.waitForTimeout(700)
  } },
  { name: 'talk-fold', query: {}, themes: light, act: async (page) => {
    await up(page, 1150)
    await list(page).getByRole('button', { name: /joined/u }).last().click()
  } },
  { name: 'talk-jump', query: {}, themes: light, act: async (page) => {
    await list(page).getByRole('button', { name: /harbour-morning/u }).click()
    await page.waitForTimeout(400)
  } },
  { name: 'talk-keyboard', query: {}, act: async (page) => {
    await message(page, 'Reading them now').press('ArrowUp')
    await page.waitForTimeout(300)
  } },
  { name: 'talk-tooltip', query: {}, themes: light, act: async (page) => {
    await list(page).getByRole('button', { name: /11 people/u }).hover()
    await page.waitForTimeout(900)
  } },
  { name: 'talk-source', query: {}, act: async (page) => {
    await menuOf(page, 'Reading them now')
    await page.getByRole('menuitem', { name: 'View source' }).click()
  } },
  { name: 'talk-delete', query: {}, act: async (page) => {
    await menuOf(page, 'Reading them now')
    await page.getByRole('menuitem', { name: 'Delete' }).click()
  } },
  { name: 'talk-viewer', query: {}, sizes, act: async (page) => {
    await list(page).getByRole('button', { name: /notes.png/u }).first().click()
    await page.waitForTimeout(300)
  } },
  { name: 'write-people', query: {}, act: (page) => write(page, 'Thanks @a') },
  { name: 'write-emoji', query: {}, themes: light, act: (page) => write(page, 'Thanks :smi') },
  { name: 'write-command', query: {}, themes: light, act: (page) => write(page, '/') },
  { name: 'write-wrong-command', query: {}, themes: light, act: async (page) => {
    await write(page, '/shout hello')
    await page.keyboard.press('Enter')
  } },
  {
    name: 'write-markdown', query: {}, sizes,
    act: (page) => write(page, '# Notes\nThis is **bold**, _slanted_, ~~gone~~ and `code`\n> quoted\n```\nlet x = **2**\n```'),
  },
  { name: 'write-reply', query: {}, act: async (page) => {
    await message(page, 'The build is green').hover()
    await page.getByRole('button', { name: 'Reply', exact: true }).click()
    await page.keyboard.type('Good.')
  } },
  { name: 'write-edit', query: {}, act: async (page) => {
    await field(page).press('ArrowUp')
    await page.waitForTimeout(300)
  } },
  { name: 'write-emoji-button', query: {}, themes: light, act: async (page) => {
    await page.getByRole('button', { name: 'Emoji', exact: true }).click()
    await page.waitForTimeout(700)
  } },
  { name: 'write-files', query: {}, sizes, act: async (page) => {
    await field(page).click()
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(300, 200)
      const context = canvas.getContext('2d')
      if (context === null) return
      context.fillStyle = '#3b82c4'
      context.fillRect(0, 0, 300, 200)
      const transfer = new DataTransfer()
      transfer.items.add(new File([await canvas.convertToBlob()], 'chart.png', { type: 'image/png' }))
      transfer.items.add(new File(['a'.repeat(54_321)], 'a document with a rather long name, second version.pdf', { type: 'application/pdf' }))
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }))
    })
    await page.waitForTimeout(300)
    await page.keyboard.type('The numbers')
  } },
  { name: 'write-typing', query: { scene: 'normal' }, themes: light, act: async (page) => {
    await page.evaluate(() => {
      const { scripted } = window as unknown as { scripted: { typing(names: readonly string[]): void } }
      scripted.typing(['anna', 'ben'])
    })
    await page.waitForTimeout(300)
  } },
  { name: 'write-encrypted', query: { room: 'general' }, themes: light },
]

/** Everything that a conversation can show. */
export const conversationShots: readonly Shot[] = talks.map((shot) => ({
  ...shot,
  act: async (page) => {
    await openRoom(page)
    await shot.act?.(page)
  },
}))
