import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openTempFolder } from '../temp-folder.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './build-page.ts'
import { axeViolations, listen } from './complaints.ts'
import { servePage } from './serve.ts'
import { settle } from './settle.ts'
import { sizes } from './shot-list.ts'

/** The page over its scripted bridge, built and served for one file of tests, and the one tab in which they look at it. */
export type PageScene = {
  readonly page: Page
  /** What its console has complained about since it was loaded. */
  readonly said: readonly string[]
  /** Loads the page anew; resolves when it is at rest. */
  open(query?: Readonly<Record<string, string>>, size?: keyof typeof sizes): Promise<void>
  /** The same, and what axe says now. */
  complaints(): Promise<readonly string[]>
  dispose(): Promise<void>
}

/** `switches`: of the browser, made once there is a folder for what they name. */
export async function openPageScene(switches: (folder: string) => Promise<readonly string[]> = async () => []): Promise<PageScene> {
  const folder = await openTempFolder()
  const built = join(folder.path, 'page')
  await buildPage(built)
  const served = await servePage(built)
  const browser = await openBrowser(await switches(folder.path))
  const page = await browser.context.newPage()
  const said = listen(page)
  return {
    page,
    said,
    open: async (query = {}, size = 'wide') => {
      said.length = 0
      await page.setViewportSize(sizes[size])
      await page.goto(`${served.url}?${new URLSearchParams(query).toString()}`)
      await settle(page)
    },
    complaints: async () => [...said, ...await axeViolations(page)],
    dispose: async () => {
      await browser.close()
      await served.close()
      await folder.dispose()
    },
  }
}
