/**
 * The window in a real Chromium, over the scripted bridge and under the page's own content security policy: what axe and the console say
 * about each screen, and what keyboard and pointer do. The conversation has a file of its own.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { openPageScene, type PageScene } from '../harness/renderer-page/page-scene.ts'
import { settle } from '../harness/renderer-page/settle.ts'
import { shots, type Shot } from '../harness/renderer-page/shot-list.ts'

/** The scripted bridge, as the page has it for its tests. */
type Scripted = { readonly world: World; change(next: Partial<World>): void }
type World = { readonly rooms: readonly { readonly name: string; readonly lastEventTs: number }[] }

describe('the window', { concurrency: false }, () => {
  let scene: PageScene
  let page: Page

  before(async () => {
    scene = await openPageScene()
    page = scene.page
  })

  after(() => scene?.dispose())

  const open: PageScene['open'] = (query, size) => scene.open(query, size)

  const room = (name: string): Locator => page.getByRole('treeitem', { name: new RegExp(`^${name}`, 'u') })
  /** Waits until the room is open. */
  const opened = (name: string): Promise<void> => page.getByRole('group', { name: 'Room' }).getByRole('heading', { name }).waitFor()
  /** The rooms on the screen from top to bottom. */
  const order = (): Promise<readonly string[]> => page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=treeitem][aria-level="2"]')]
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map((item) => item.querySelector('bdi')?.textContent ?? ''))
  const focused = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.closest('[data-region]')?.className.split(' ')[0] ?? '')

  /** Something is said in a room: it goes to the top of its section. */
  const sayIn = (name: string): Promise<void> => page.evaluate((wanted) => {
    const { scripted } = window as unknown as { readonly scripted: Scripted }
    const rooms = scripted.world.rooms.map((one) => one.name === wanted ? { ...one, lastEventTs: Date.now() } : one)
    scripted.change({ rooms })
  }, name)

  describe('axe finds nothing and the policy stops nothing', () => {
    const narrowOnes = new Set(['room', 'members-narrow', 'zoomed'])
    const alike = /^main-|^sign-in-(?:server|no|sso)|^switcher-n|^right|^many|^tooltip|^zoomed/u
    const looked: readonly Shot[] = shots.filter(({ name }) => !alike.test(name))
    for (const [at, shot] of looked.entries()) {
      // Every other screen in the dark: each theme is seen with every kind of widget, in half the time.
      const theme = at % 2 === 0 ? 'light' : 'dark'
      test(`on the screen "${shot.name}", ${theme}`, async () => {
        await open({ theme, ...shot.query }, narrowOnes.has(shot.name) ? shot.sizes?.[0] ?? 'narrow' : 'wide')
        await shot.act?.(page)
        await settle(page)
        assert.deepEqual(await scene.complaints(), [])
      })
    }
  })

  test('F6 goes through the parts of the window and around', async () => {
    await open()
    const seen: string[] = []
    for (let press = 0; press < 6; press += 1) {
      await page.keyboard.press('F6')
      seen.push(await focused())
    }
    assert.deepEqual(seen, ['rail', 'column', 'head', 'timeline', 'composer', 'rail'])
    await page.keyboard.press('Shift+F6')
    assert.equal(await focused(), 'composer')
  })

  test('arrows walk through the room list, Enter opens, left and right fold', async () => {
    await open()
    await room('Launch week').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await opened('Design review')
    // The cursor is in the room now; back to the list.
    await page.waitForFunction(() => document.activeElement?.closest('.composer') !== null)
    await room('Design review').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await room('Design review').waitFor({ state: 'hidden' })
    await page.keyboard.press('ArrowRight')
    await room('Design review').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded')), 'true')
  })

  test('Alt and arrows go from room to room, with Shift from unread to unread', async () => {
    await open()
    await page.keyboard.press('Alt+ArrowDown')
    await opened('Design review')
    await page.keyboard.press('Alt+ArrowUp')
    await opened('Launch week')
    await page.keyboard.press('Alt+Shift+ArrowDown')
    await opened('Anna Bell')
  })

  test('the quick switcher opens what was typed, and Esc leaves everything as it was', async () => {
    await open()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('stand')
    await page.getByRole('option', { name: /Stand-up/u }).waitFor()
    await page.keyboard.press('Enter')
    await opened('Stand-up')
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await opened('Stand-up')
  })

  test('the order stands still while the pointer is over the list, and follows when it leaves', async () => {
    await open()
    const before = await order()
    await room('Ben Okafor').hover()
    await sayIn('Ben Okafor')
    await room('Ben Okafor').getByText('12:0').waitFor()
    assert.deepEqual(await order(), before)
    await page.mouse.move(1000, 400)
    await settle(page)
    const now = await order()
    assert.ok(now.indexOf('Ben Okafor') < now.indexOf('Anna Bell'), now.join(', '))
  })

  test('a room that was opened from elsewhere comes into sight in the list', async () => {
    await open()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('garden')
    await page.getByRole('option', { name: /Garden/u }).waitFor()
    await page.keyboard.press('Enter')
    await opened('Garden')
    await settle(page)
    assert.equal(await room('Garden').evaluate((item) => {
      const [own, list] = [item.getBoundingClientRect(), item.closest('[role=tree]')?.getBoundingClientRect()]
      return list !== undefined && own.top >= list.top - 1 && own.bottom <= list.bottom + 1
    }), true)
  })

  test('a list of 3,000 rooms keeps little in the document, wherever one is in it', async () => {
    await open({ scene: 'many' })
    await page.getByRole('tree').hover()
    for (const to of [0, 20_000, 100_000, 60_000, 10_000_000]) {
      await page.evaluate((top) => { document.querySelector('[role=tree]')?.scrollTo(0, top) }, to)
      await settle(page)
      const items = await page.getByRole('treeitem').count()
      assert.ok(items >= 10 && items < 40, `${items} items at ${to}`)
    }
    await room('Room number 3000').waitFor()
  })

  test('signing in says what is wrong, and goes on to the rooms when nothing is', async () => {
    await open({ scene: 'sign-in' })
    await page.getByLabel('Matrix address or server').fill('@mira:example.com')
    await page.getByText('There is no Matrix server at example.com').waitFor()
    await page.getByLabel('Matrix address or server').fill('@mira:harbour.example')
    await page.getByText('Server: harbour.example').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('nonsense')
    await page.keyboard.press('Enter')
    await page.getByText('The user name or the password is wrong.').waitFor()
    await page.getByLabel('Password', { exact: true }).fill('harbour')
    await page.keyboard.press('Enter')
    await page.getByText('Fetching your rooms: 1 of 24').waitFor()
  })

  test('a setting applies at once, and the next window opens with it', async () => {
    await open({ theme: 'light' })
    await page.keyboard.press('Control+,')
    await page.getByRole('radio', { name: 'Dark', exact: true }).click()
    assert.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'dark')
    await page.getByRole('radio', { name: 'Deutsch', exact: true }).click()
    await page.getByRole('dialog', { name: 'Einstellungen' }).waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de')
    assert.match(await page.evaluate(() => localStorage.getItem('look') ?? ''), /"theme":"dark"/u)
  })

  test('in one column a room covers the list, and Esc leads back', async () => {
    await open({}, 'narrow')
    await room('Launch week').click()
    await page.getByRole('tree').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Back' }).focus()
    await page.keyboard.press('Escape')
    await page.getByRole('tree').waitFor()
  })
})
