import { join } from 'node:path'
import { build } from 'vite'

const folder = join(import.meta.dirname, '../../../.cache/renderer-page')

/** Builds the scripted page; answers with the folder it is in. */
export async function buildPage(): Promise<string> {
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error' })
  return folder
}
