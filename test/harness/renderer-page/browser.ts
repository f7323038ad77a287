import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
]

export type Browser = { readonly context: BrowserContext; readonly close: () => Promise<void> }

/** The system's Chromium without a display, with a profile of its own that goes when it is closed. */
export async function openBrowser(switches: readonly string[] = []): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'causeway-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CAUSEWAY_CHROMIUM'] ?? '/usr/bin/chromium', headless: true, args: [...flags, ...switches],
  })
  return {
    context,
    close: async () => {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
