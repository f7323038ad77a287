// The binary of the `electron` package: not part of the package itself, but fetched by its install.js from a host that not every machine
// reaches. Whether the host answers is asked first, so that a closed network costs seconds and not a download's time-out.
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, ownString } from '../../main/engine/base/json.ts'
import { runCommand } from '../../main/home-server/index.ts'
import { ROOT } from '../set-up/dependencies.mjs'
import { say } from '../set-up/say.mjs'

const PACKAGE = join(ROOT, 'node_modules', 'electron')

/** Where the download is unpacked. */
export const OWN_FOLDER = join(PACKAGE, 'dist')

const DEFAULT_HOST = 'https://github.com/electron/electron/releases/download/'
const PROBE_MS = 5_000
/** A host that did not answer is not asked again for a day, unless the person asks for it by name. */
const ASK_AGAIN_MS = 24 * 60 * 60 * 1_000

/** The version this project is made for. */
export function ownElectronVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
  const version = isRecord(manifest) ? ownString(manifest, 'version') : undefined
  if (version === undefined) throw new Error('node_modules/electron/package.json has no version; run `npm ci`')
  return version
}

/** The binary's path, or null when it has not been downloaded. */
export function findOwnBinary(): string | null {
  const pathFile = join(PACKAGE, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(OWN_FOLDER, readFileSync(pathFile, 'utf8'))
  return existsSync(binary) ? binary : null
}

/** Tries the download and says in one line when it cannot be had. `marker` is a file that remembers a failed try. */
export async function downloadOwnBinary(marker: string, isAskedFor: boolean): Promise<void> {
  if (!isAskedFor && (await failedLately(marker))) return
  try {
    await probe()
    say(`downloading Electron ${ownElectronVersion()}`)
    await runCommand(process.execPath, [join(PACKAGE, 'install.js')])
  } catch (error) {
    say(`Electron ${ownElectronVersion()} cannot be downloaded here (${error instanceof Error ? error.message : String(error)})`)
    await mkdir(join(marker, '..'), { recursive: true })
    await writeFile(marker, '')
  }
}

async function probe(): Promise<void> {
  const host = process.env['ELECTRON_MIRROR'] ?? DEFAULT_HOST
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) })
  } catch (error) {
    throw new Error(`${new URL(host).host} does not answer`, { cause: error })
  }
}

async function failedLately(marker: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(marker)).mtimeMs < ASK_AGAIN_MS
  } catch {
    return false
  }
}
