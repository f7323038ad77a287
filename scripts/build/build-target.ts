import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { say } from '../set-up/say.mjs'
import { ROOT } from '../set-up/dependencies.mjs'
import { fingerprint } from './fingerprint.ts'
import type { BuildTarget } from './targets.ts'

/** Builds a target unless what is there was made from the very same sources. */
export async function buildTarget(target: BuildTarget): Promise<void> {
  if (!existsSync(join(ROOT, target.entry))) throw new Error(`${target.entry} is missing, so ${target.name} cannot be built`)
  const stamp = join(ROOT, target.output, '.built-from')
  const wanted = await fingerprint(target.sources)
  if ((await readStamp(stamp)) === wanted) return
  say(`building ${target.name}`)
  await build(target.config)
  await writeFile(stamp, wanted)
}

async function readStamp(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    // Never built, or a build that did not end.
    return null
  }
}
