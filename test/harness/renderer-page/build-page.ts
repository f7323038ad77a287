import { join } from 'node:path'
import { build } from 'vite'

/** Builds the scripted page into a folder. */
export async function buildPage(folder: string): Promise<void> {
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), build: { outDir: folder }, logLevel: 'error' })
}
