import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../set-up/dependencies.mjs'

/** Inputs of every build: the builder itself and the packages it uses. */
const ALWAYS: readonly string[] = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build']

/** A hash over names and contents of everything a build is made from. Paths are relative to the checkout; folders count whole. */
export async function fingerprint(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const source of [...ALWAYS, ...sources]) {
    for (const file of await filesIn(source)) hash.update(`${file}\0`).update(await readFile(join(ROOT, file))).update('\0')
  }
  return hash.digest('hex')
}

async function filesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, path), { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return null
    throw error
  })
  if (entries === null) return [path]
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort()
}
