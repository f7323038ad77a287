/**
 * The timeline of 5,000 messages in a real Chromium, over the scripted bridge: what is on the screen never moves unless the user moves it,
 * and only what is near the screen is in the document. Positions are read from the page and compared.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser, type Browser } from '../harness/renderer-page/browser.ts'
import { buildPage } from '../harness/renderer-page/build-page.ts'
import { servePage } from '../harness/renderer-page/serve.ts'
import { settle } from '../harness/renderer-page/settle.ts'
import { openTempFolder, type TempFolder } from '../harness/temp-folder.ts'

/** Lower edges of the messages on the screen, by key, from the top of the list's window. */
type Seen = { readonly edges: Readonly<Record<string, number>>; readonly top: number; readonly fromEnd: number; readonly elements: number }

declare global {
  interface Window { look: () => Seen }
}

const mostElements = 1500
/** The browser puts scroll positions on whole pixels: half a pixel each time, of what is not drawn on whole ones either. */
const tolerance = 1.5

describe('a timeline of 5,000 messages', { concurrency: false }, () => {
  let folder: TempFolder
  let served: Awaited<ReturnType<typeof servePage>>
  let browser: Browser
  let page: Page

  before(async () => {
    folder = await openTempFolder()
    await buildPage(folder.path)
    served = await servePage(folder.path)
    browser = await openBrowser()
    page = await browser.context.newPage()
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.addInitScript(() => {
      window.look = () => {
        const list = document.querySelector('[role=log]')
        if (list === null) throw new Error('there is no list')
        const frame = list.getBoundingClientRect()
        const edges: Record<string, number> = {}
        for (const row of list.querySelectorAll<HTMLElement>('[data-key^=long]')) {
          const { top, bottom } = row.getBoundingClientRect()
          if (bottom > frame.top && top < frame.bottom) edges[row.dataset['key'] ?? ''] = bottom - frame.top
        }
        return {
          edges,
          top: list.scrollTop,
          fromEnd: list.scrollHeight - list.scrollTop - list.clientHeight,
          elements: document.querySelectorAll('*').length,
        }
      }
    })
  })

  after(async () => {
    await browser?.close()
    await served?.close()
    await folder?.dispose()
  })

  async function open(): Promise<void> {
    await page.goto(`${served.url}?room=irc`)
    await page.waitForFunction(() => document.querySelectorAll('[role=log] [data-key^=long]').length > 10)
    await settled()
  }

  const frames = (): Promise<void> =>
    page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))))

  const see = (): Promise<Seen> => page.evaluate(() => window.look())

  /** Scrolls and looks in one go, so that no page comes in between that would change how far there is to scroll. */
  const scroll = (by: number): Promise<readonly [Seen, Seen]> => page.evaluate(async (pixels) => {
    const before = window.look()
    document.querySelector('[role=log]')?.scrollBy(0, pixels)
    await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) })
    return [before, window.look()] as const
  }, by)

  /** What is seen once pages that were on their way are here. */
  async function settled(): Promise<Seen> {
    await settle(page)
    return see()
  }

  function assertMoved(one: Seen, other: Seen, by: number, what: string, mayLeave = false): void {
    const both = Object.keys(one.edges).filter((key) => key in other.edges)
    assert.ok(both.length > 0 || mayLeave, `${what}: nothing on the screen was there before`)
    for (const key of both) {
      const moved = (other.edges[key] ?? 0) - (one.edges[key] ?? 0)
      assert.ok(Math.abs(moved - by) <= tolerance, `${what}: ${key} moved by ${moved} and not ${by}`)
    }
  }

  /** How far the first row that both saw moved. */
  function movementOf(one: Seen, other: Seen): number {
    const key = Object.keys(one.edges).find((known) => known in other.edges)
    return key === undefined ? 0 : (other.edges[key] ?? 0) - (one.edges[key] ?? 0)
  }

  /** Changes the made-up world; `rows` is the room's list, changed in place. */
  const change = (how: string): Promise<void> => page.evaluate((body) => {
    const { scripted } = window as unknown as { scripted: { timeline(roomId: string): unknown[]; refresh(): void } }
    new Function('rows', body)(scripted.timeline('!irc:harbour.example'))
    scripted.refresh()
  }, how)

  test('opens at its end and stays there while messages come', async () => {
    await open()
    assert.ok((await see()).fromEnd <= 1)
    for (let at = 0; at < 5; at += 1) {
      await change(`rows.push({ ...rows[10], key: 'longnew${at}', eventId: '$new${at}' })`)
      await page.waitForSelector(`[data-key=longnew${at}]`)
      await frames()
      assert.ok((await see()).fromEnd <= 1)
    }
  })

  test('moves exactly as far as the user scrolls, up through all pages to the beginning and down again', async () => {
    await open()
    for (const direction of [-1, 1]) {
      for (let step = 0; step < 400; step += 1) {
        const wanted = direction * ([1800, 240, 640, 2400][step % 4] ?? 0)
        const [start, there] = await scroll(wanted)
        // Where the end of what is loaded was nearer than that, rows not drawn yet decide how near it really was; all move together.
        const room = direction < 0 ? start.top : start.fromEnd
        const reached = room < Math.abs(wanted) ? movementOf(start, there) : -wanted
        assert.ok(
          reached * -direction >= -tolerance && Math.abs(reached) <= Math.abs(wanted) + tolerance,
          `scrolling ${wanted} moved by ${reached}`,
        )
        assertMoved(start, there, reached, `scrolling ${wanted}`, Math.abs(wanted) > 600)
        const rest = step % 30 === 0 ? await settled() : there
        assertMoved(there, rest, 0, 'resting')
        assert.ok(Math.max(there.elements, rest.elements) <= mostElements, `${rest.elements} elements`)
        if (
          direction < 0
            ? rest.top === 0 && (await page.locator('[data-key=start]').count()) > 0
            : rest.fromEnd <= 1 && '[data-key=long4999]' in rest.edges
        )
          break
      }
      if (direction < 0) assert.ok('long0' in (await see()).edges, 'the beginning was reached')
    }
  })

  test('keeps what is read in its place whatever changes around it', async () => {
    await open()
    await scroll(-3000)
    const start = await settled()
    const first = Object.keys(start.edges)[0] ?? ''
    const at = Number(first.slice('long'.length))
    const changes: readonly (readonly [string, string])[] = [
      ['a message comes', "rows.push({ ...rows[10], key: 'longx', eventId: '$x' })"],
      ['forty messages come', "for (let n = 0; n < 40; n += 1) rows.push({ ...rows[10 + n], key: 'longy' + n, eventId: '$y' + n })"],
      [
        'a gap above fills',
        `rows.splice(${at - 8}, 0, ...rows.slice(20, 32).map((row, n) => ({ ...row, key: 'longz' + n, eventId: '$z' + n })))`,
      ],
      [
        'a message above becomes longer',
        `rows[${at - 3}] = { ...rows[${at - 3}], content: { type: 'text', body: [{ type: 'text', text: 'long '.repeat(400) }], isOnlyEmoji: false } }`,
      ],
      ['messages above go', `rows.splice(${at - 6}, 3)`],
      [
        'a message above gets reactions',
        `rows[${at - 9}] = { ...rows[${at - 9}], reactions: [{ key: '🎉', count: 3, mine: false, people: [] }] }`,
      ],
    ]
    for (const [what, how] of changes) {
      await change(how)
      assertMoved(start, await settled(), 0, what)
    }
    await page.getByRole('button', { name: 'To the newest message' }).click()
    assert.ok((await settled()).fromEnd <= 1)
  })

  test('keeps the end at the bottom when the window changes its size, and the reading position too', async () => {
    await open()
    await page.setViewportSize({ width: 1280, height: 620 })
    assert.ok((await settled()).fromEnd <= 1)
    await page.setViewportSize({ width: 900, height: 800 })
    assert.ok((await settled()).fromEnd <= 1)
    await scroll(-2000)
    const before = await settled()
    await page.setViewportSize({ width: 1100, height: 800 })
    const after = await settled()
    const [first] = Object.keys(before.edges)
    assert.ok(first !== undefined && Math.abs((after.edges[first] ?? Number.NaN) - (before.edges[first] ?? 0)) <= tolerance)
    await page.setViewportSize({ width: 1280, height: 800 })
  })
})
