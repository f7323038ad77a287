/**
 * `node test/harness/renderer-page/shots.ts FOLDER [name…]`: a picture of every screen in its themes and sizes, and what axe and the
 * console have to say about it. For looking, not a test: exits 1 when there was anything to say.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from './browser.ts'
import { buildPage } from './build-page.ts'
import { openTempFolder } from '../temp-folder.ts'
import { axeViolations, listen } from './complaints.ts'
import { conversationShots } from './conversation-shots.ts'
import { encryptionShots } from './encryption-shots.ts'
import { servePage } from './serve.ts'
import { searchShots } from './search-shots.ts'
import { settle } from './settle.ts'
import { shots, sizes, type Shot } from './shot-list.ts'

const [folder, ...names] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: shots.ts FOLDER [name…]')

await mkdir(folder, { recursive: true })
const built = await openTempFolder()
await buildPage(built.path)
const served = await servePage(built.path)
const browser = await openBrowser()
/** What was said, and on which pictures. */
const complaints = new Map<string, string[]>()

const all = [...shots, ...conversationShots, ...encryptionShots, ...searchShots]
for (const shot of all.filter(({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)))) {
  for (const size of shot.sizes ?? ['wide']) {
    for (const theme of shot.themes ?? ['light', 'dark']) await take(shot, size, theme, folder)
  }
}
await browser.close()
await served.close()
await built.dispose()
for (const [line, where] of complaints) process.stdout.write(`${line}\n  on ${where.length}: ${where.slice(0, 4).join(' ')}\n`)
process.exitCode = complaints.size === 0 ? 0 : 1

async function take(shot: Shot, size: keyof typeof sizes, theme: string, into: string): Promise<void> {
  const name = `${shot.name}-${size}-${theme}`
  const page = await browser.context.newPage()
  page.setDefaultTimeout(10_000)
  const said = listen(page)
  await page.setViewportSize(sizes[size])
  await page.goto(`${served.url}?${new URLSearchParams({ theme, ...shot.query }).toString()}`)
  await settle(page)
  await shot.act?.(page).catch((error: unknown) => said.push(String(error)))
  await settle(page)
  await page.screenshot({ path: join(into, `${name}.png`) })
  for (const line of [...said, ...await axeViolations(page)]) complaints.set(line, [...complaints.get(line) ?? [], name])
  await page.close()
}
