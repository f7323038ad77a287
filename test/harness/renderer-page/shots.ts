/**
 * `node test/harness/renderer-page/shots.ts FOLDER [name…]`: a picture of every screen in light and dark and three sizes, and what axe and
 * the console have to say about it. For looking, not a test: exits 1 when there was anything to say.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { servePage } from './serve.ts'
import { shots, sizes, type Shot } from './shot-list.ts'

const root = join(import.meta.dirname, '../../..')
const [folder, ...names] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: shots.ts FOLDER [name…]')

await mkdir(folder, { recursive: true })
const axe = await readFile(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8')
const served = await servePage(join(root, '.cache/renderer-page'))
const browser = await openBrowser()
/** What was said, and on which pictures. */
const complaints = new Map<string, string[]>()

for (const shot of shots.filter(({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)))) {
  for (const size of shot.sizes ?? ['wide']) {
    for (const theme of shot.themes ?? ['light', 'dark']) await take(shot, size, theme)
  }
}
await browser.close()
await served.close()
for (const [line, where] of complaints) process.stdout.write(`${line}\n  on ${where.length}: ${where.slice(0, 4).join(' ')}\n`)
process.exitCode = complaints.size === 0 ? 0 : 1

async function take(shot: Shot, size: keyof typeof sizes, theme: string): Promise<void> {
  const page = await browser.context.newPage()
  const said: string[] = []
  page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') said.push(message.text()) })
  page.on('pageerror', (error) => said.push(error.message))
  await page.setViewportSize(sizes[size])
  await page.goto(`${served.url}?${new URLSearchParams({ theme, ...shot.query }).toString()}`)
  await page.waitForTimeout(500)
  try {
    await shot.act?.(page)
  } catch (error) {
    said.push(String(error))
  }
  await page.waitForTimeout(300)
  const name = `${shot.name}-${size}-${theme}`
  await page.screenshot({ path: join(folder ?? '.', `${name}.png`) })
  said.push(...await violations(page))
  for (const line of said) complaints.set(line, [...complaints.get(line) ?? [], name])
  await page.close()
}

/** Through the debugger and not a script tag: the page's policy stays as it is. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[] }> } }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, failureSummary }) => `axe ${id}: ${html.replace(/(?:id|aria-controls)="bits[^"]*"/gu, '').slice(0, 160)} ${failureSummary.replace(/\s+/gu, ' ').slice(0, 200)}`))
  })
}
