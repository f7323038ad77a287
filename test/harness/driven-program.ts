// Playwright drives Electron safely only when its loader runs first: the loader holds `ready` back until the driver is attached. Without it
// a window that loads at that very moment is missed, about once in thirty starts, and the launch never ends. Playwright puts the loader in
// front by itself only for the binary of the `electron` package.
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** Makes `folder` a program that is the one in the folder `program` with Playwright's loader in front: start Electron with `folder`. */
export async function writeDrivenProgram(folder: string, program: string): Promise<void> {
  const { name, version, main } = require(join(program, 'package.json'))
  const loader = join(dirname(require.resolve('playwright-core/package.json')), 'lib', 'server', 'electron', 'loader.js')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'start.cjs'), [loader, join(program, main)].map((file) => `require(${JSON.stringify(file)})\n`).join(''))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version, main: 'start.cjs' }))
}
