/**
 * Searching messages in a real Chromium, over the scripted bridge and under the page's own content security policy: what axe and the console
 * say about every state of the panel, what keyboard and pointer do, and which answer wins.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { searchShots } from '../harness/renderer-page/search-shots.ts'
import { openPageScene, type PageScene } from '../harness/renderer-page/page-scene.ts'
import { settle } from '../harness/renderer-page/settle.ts'

type Input = { readonly query: string; readonly roomId?: string; readonly before?: string }
/** What the page has for its tests: the bridge, whose searches are written down, and answered as late or as badly as wished. */
type Watched = {
  scripted: {
    readonly world: { readonly history: readonly object[] }
    call(name: string, input: Input): Promise<object>
    change(next: object): void
    timeline(roomId: string): { plain: string }[]
  }
  searches: Input[]
  /** Milliseconds that the answer to a query takes longer. */
  delays: Record<string, number>
  failing: boolean
}

/** The numbers of the messages of "General" that ask for the tide table, newest first; the others at such places are no messages. */
const tides = Array.from({ length: 5000 }, (_unused, at) => 4999 - at).filter((at) => at % 8 === 6 && at % 17 !== 9 && at % 53 !== 20)

describe('searching messages', { concurrency: false }, () => {
  let scene: PageScene
  let page: Page

  before(async () => {
    scene = await openPageScene()
    page = scene.page
  })

  after(() => scene?.dispose())

  const panel = (): Locator => page.getByRole('complementary', { name: 'Search messages' })
  const field = (): Locator => panel().getByRole('combobox')
  const hits = (): Locator => panel().locator('[data-hit]')
  const hit = (words: string): Locator => hits().filter({ hasText: words }).first()
  const message = (words: string): Locator => page.getByRole('log').getByRole('article').filter({ hasText: words }).first()
  const title = (name: string): Promise<void> => page.getByRole('group', { name: 'Room' }).getByRole('heading', { name }).waitFor()
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  /** The words of the one hit that one is at. */
  const current = (words: string): Promise<void> => panel().locator('[data-hit][aria-current=true]').filter({ hasText: words }).waitFor()
  const isFocused = (locator: Locator): Promise<boolean> => locator.evaluate((element) => element === document.activeElement)
  const searches = (): Promise<readonly Input[]> => page.evaluate(() => (window as unknown as Watched).searches)
  const set = (values: Partial<Pick<Watched, 'delays' | 'failing'>>): Promise<void> => page.evaluate((given) => { Object.assign(window, given) }, values)

  async function open(...where: Parameters<PageScene['open']>): Promise<void> {
    await scene.open(...where)
    await page.evaluate(() => {
      const watched = window as unknown as Watched
      const { scripted } = watched
      const call = scripted.call.bind(scripted)
      Object.assign(watched, { searches: [], delays: {}, failing: false })
      scripted.call = async (name, input) => {
        if (name !== 'search.messages') return call(name, input)
        watched.searches.push(input)
        const { failing } = watched
        await new Promise((resolve) => setTimeout(resolve, watched.delays[input.query] ?? 0))
        return failing ? { ok: false, failure: { code: 'bug', message: 'The index cannot be read just now.' } } : call(name, input)
      }
    })
  }

  async function search(keys: string, query: string): Promise<void> {
    await press(keys)
    await page.keyboard.type(query)
  }

  describe('axe finds nothing wrong and the console says nothing', () => {
    for (const [at, shot] of searchShots.entries()) {
      const theme = shot.themes?.[0] ?? (at % 2 === 0 ? 'light' : 'dark')
      test(`when it shows "${shot.name}", ${theme}`, async () => {
        await open({ theme, ...shot.query }, shot.sizes?.at(-1) ?? 'wide')
        await shot.act?.(page)
        await settle(page)
        assert.deepEqual(await scene.complaints(), [])
      })
    }
  })

  describe('with the keyboard', () => {
    test('goes from the room to the field, to the hits, to the message in its context, and back to where one was', async () => {
      await open({ room: 'general' })
      const composer = page.getByRole('textbox', { name: /^Message to/u })
      await composer.focus()
      await search('Control+f', 'tide')
      await hit('tide table? (4998)').waitFor()
      await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp')
      assert.ok(await isFocused(hit('tide table? (4982)')))
      await press('Enter')
      await message('tide table? (4982)').waitFor()
      await current('tide table? (4982)')
      assert.ok(await isFocused(hit('tide table? (4982)')), 'the focus stays in the results')
      await press('Escape')
      assert.ok(await isFocused(field()))
      await press('Escape')
      await panel().waitFor({ state: 'detached' })
      assert.ok(await isFocused(composer))
    })

    test('F3 goes to older hits and Shift+F3 to newer ones, with the panel closed too, and past what was fetched', async () => {
      await open({ room: 'general' })
      await search('Control+f', 'tide')
      await hit('(4998)').waitFor()
      await press('F3')
      await current('(4998)')
      await press('F3')
      await current('(4982)')
      await press('Escape', 'Escape', 'Control+g')
      await message('tide table? (4974)').waitFor()
      await press('Shift+F3')
      await message('tide table? (4982)').waitFor()
      await press('Control+f')
      await current('(4982)')
      for (let step = 0; step < 35; step += 1) await press('F3')
      await current(`(${tides[36] ?? ''})`)
      assert.ok((await searches()).some(({ before }) => before !== undefined))
    })

    test('Enter in the field means what was typed, though no answer is there yet, and walks on', async () => {
      await open({ room: 'general' })
      await search('Control+f', 'tide')
      await press('Enter')
      await message('tide table? (4998)').waitFor()
      await press('Enter')
      await current('(4982)')
      assert.ok(await isFocused(field()))
    })

    test('one stop of Tab for all the hits, which keep little in the document, to the end of a long list', async () => {
      await open({ room: 'general' })
      await search('Control+f', 'tide')
      await hit('(4998)').waitFor()
      assert.equal(await panel().locator('[data-hit][tabindex="0"]').count(), 1)
      await press('ArrowDown')
      const last = hit(`(${tides.at(-1) ?? ''})`)
      for (let step = 0; step < 60 && await last.count() === 0; step += 1) {
        await press('End')
        await page.waitForTimeout(80)
      }
      await last.and(page.locator(':focus')).waitFor()
      assert.ok(await hits().count() < 60, 'only those around the screen')
      await press('Home')
      await hit('(4998)').and(page.locator(':focus')).waitFor()
      await press('ArrowUp')
      await field().and(page.locator(':focus')).waitFor()
    })

    test('who leaves the list while it still scrolls is not taken back to it', async () => {
      for (const away of ['ArrowUp', 'Escape']) {
        await open({ room: 'general' })
        await search('Control+f', 'tide')
        await hit('(4998)').waitFor()
        await press('ArrowDown', 'Home', away)
        await settle(page)
        assert.ok(await isFocused(field()), away)
      }
    })

    test('the quick switcher leads to the messages of all rooms', async () => {
      await open()
      await search('Control+k', 'tide table')
      await page.getByRole('option', { name: 'Search messages for “tide table”' }).click()
      await hit('General').waitFor()
      assert.equal(await field().inputValue(), 'tide table')
    })
  })

  describe('what is found', () => {
    test('belongs to the room or to all of them, and follows the room that is opened', async () => {
      await open({ room: 'general' })
      await search('Control+f', 'tide')
      await hit('(4998)').waitFor()
      await panel().getByRole('radio', { name: 'All rooms' }).click()
      await hit('Anna Bell').waitFor()
      await panel().getByRole('radio', { name: 'This room' }).click()
      await page.getByRole('treeitem', { name: /^Anna Bell/u }).click()
      await hit('The tide is at six tonight.').waitFor()
      assert.equal(await hits().count(), 1)
      const rooms = (await searches()).map(({ roomId }) => roomId ?? 'all')
      assert.deepEqual(rooms, ['!general:harbour.example', 'all', '!general:harbour.example', '!dm-anna:harbour.example'])
    })

    test('opens in another room, with its words marked, and the panel stays', async () => {
      await open()
      await search('Control+Shift+f', 'tide six')
      await hit('Anna Bell').click()
      await title('Anna Bell')
      await message('The tide is at six tonight.').waitFor()
      await page.waitForFunction(() => CSS.highlights.get('found')?.size === 2)
      assert.ok(await panel().isVisible())
    })

    test('closes the panel where there is no room for both, and the message has the focus', async () => {
      await open({ room: 'general' }, 'medium')
      await search('Control+f', 'tide')
      await hit('(4982)').click()
      await panel().waitFor({ state: 'detached' })
      await message('tide table? (4982)').and(page.locator(':focus')).waitFor()
    })

    test('is that of what was typed last, whichever answer comes last, and stays until then', async () => {
      await open({ room: 'general' })
      await set({ delays: { boat: 900 } })
      await search('Control+f', 'boat')
      await page.waitForFunction(() => (window as unknown as Watched).searches.length === 1)
      await press('Control+a')
      await page.keyboard.type('tide')
      await hit('tide table').waitFor()
      await page.waitForTimeout(1000)
      assert.equal(await hit('small boat').count(), 0)
      await set({ delays: { build: 500 } })
      await press('Control+a')
      await page.keyboard.type('build')
      await page.waitForFunction(() => (window as unknown as Watched).searches.at(-1)?.query === 'build')
      assert.ok(await hit('tide table').isVisible(), 'what was found before stays')
      await hit('the build is green').waitFor()
      const asked = (await searches()).map(({ query }) => query)
      assert.deepEqual(asked, ['boat', 'tide', 'build'], 'asked once each, and not for every letter')
    })

    test('can be had again after a failure', async () => {
      await open()
      await set({ failing: true })
      await search('Control+f', 'notes')
      await panel().getByText('The search did not work').waitFor()
      await set({ failing: false })
      await panel().getByRole('button', { name: 'Try again' }).click()
      await hit('notes').waitFor()
    })

    test('is asked for anew when the panel is opened again, so that edits show', async () => {
      await open({ room: 'dm-anna' })
      await search('Control+f', 'tide')
      await hit('The tide is at six tonight.').waitFor()
      await press('Escape')
      await page.evaluate(() => {
        const rows = (window as unknown as Watched).scripted.timeline('!dm-anna:harbour.example')
        const at = rows.findIndex(({ plain }) => plain.startsWith('The tide'))
        const row = rows[at]
        if (row !== undefined) rows[at] = { ...row, plain: 'The tide is at seven tonight.' }
      })
      await press('Control+f')
      await hit('The tide is at seven tonight.').waitFor()
    })
  })

  describe('the rest of a room’s history', () => {
    test('is downloaded from where a search ends, and stopped there, or from the room’s menu', async () => {
      await open()
      await search('Control+f', 'release')
      await panel().getByText('Everything since').waitFor()
      await panel().getByRole('button', { name: /^Download the rest/u }).click()
      await panel().getByText('Downloading. 1,240 messages are here.').waitFor()
      const line = page.getByRole('group', { name: 'Download of a history' })
      await line.getByText('Downloading Launch week').waitFor()
      await panel().getByRole('button', { name: 'Stop' }).click()
      await line.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'More about this room' }).click()
      await page.getByRole('menuitem', { name: 'Download history' }).click()
      await panel().getByRole('button', { name: 'Stop' }).waitFor()
    })

    test('is searched as it comes', async () => {
      await open({ scene: 'downloading' })
      await search('Control+f', 'release')
      await panel().getByText('Downloading. 2,841 messages are here.').waitFor()
      await page.evaluate(() => {
        const { scripted } = window as unknown as Watched
        scripted.change({ history: scripted.world.history.map((row) => ({ ...row, events: 2900 })) })
      })
      await page.waitForFunction(() => (window as unknown as Watched).searches.length === 2)
    })
  })

  describe('operators', () => {
    test('are written into the field by chips and taken out again', async () => {
      await open()
      await search('Control+f', 'the')
      await panel().getByRole('button', { name: 'Has files' }).click()
      assert.equal(await field().inputValue(), 'the has:file ')
      assert.ok(await isFocused(field()))
      await panel().getByRole('button', { name: 'Has files', pressed: true }).click()
      await panel().getByRole('button', { name: 'Dates' }).click()
      await page.getByRole('menuitem', { name: 'The last 7 days' }).click()
      assert.equal(await field().inputValue(), 'the after:2026-11-16 ')
      await field().and(page.locator(':focus')).waitFor()
    })

    test('complete a person, and say in words what was not understood', async () => {
      await open()
      await search('Control+f', 'the from:an')
      await page.getByRole('option', { name: /^Anna Bell/u }).waitFor()
      await press('Enter')
      assert.equal(await field().inputValue(), 'the from:@anna:harbour.example ')
      await page.keyboard.type('before:soon')
      await panel().getByText('A time is a year, a month or a day').waitFor()
      assert.equal(await field().getAttribute('aria-invalid'), 'true')
    })
  })
})
