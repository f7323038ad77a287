import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'
import { CommandError, runCommand } from './command.ts'
import { HomeServerError } from './home-server-error.ts'
import { findPython } from './python.ts'

/** The release this was tried with. Synapse's configuration and admin API are stable, but not for ever. */
export const SYNAPSE_VERSION = '1.163.2'

export type SynapseInstallation = {
  /** The environment's Python: `python -m synapse.app.homeserver` is the server. */
  readonly python: string
  readonly version: string
}

export type InstallOptions = {
  /** Told what is going on, in sentences for people, when it takes longer than a moment. */
  readonly onProgress?: (sentence: string) => void
  readonly signal?: AbortSignal
}

/** Synapse as it is installed on this computer, or null. */
export function findSynapse(): SynapseInstallation | null {
  const python = pythonIn(environmentFolder())
  return existsSync(python) ? { python, version: SYNAPSE_VERSION } : null
}

/**
 * Installs Synapse into an environment of its own in the user's cache folder, unless it is there. The environment is built aside and
 * renamed when it works: an interruption leaves nothing half done, and of two at once one wins and both use it.
 *
 * @throws {HomeServerError} `python-missing`, `install-failed`
 */
export async function ensureSynapse({ onProgress = () => {}, signal }: InstallOptions = {}): Promise<SynapseInstallation> {
  const present = findSynapse()
  if (present !== null) return present
  const systemPython = await findPython()
  await mkdir(cacheFolder(), { recursive: true })
  const work = await mkdtemp(join(cacheFolder(), 'synapse-'))
  try {
    onProgress(`installing Synapse ${SYNAPSE_VERSION}, the home server (about a minute)`)
    await build(systemPython, work, signal)
    await moveIntoPlace(work)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return { python: pythonIn(environmentFolder()), version: SYNAPSE_VERSION }
}

async function build(systemPython: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const options = signal === undefined ? {} : { signal }
  const python = pythonIn(folder)
  try {
    await runCommand(systemPython, ['-m', 'venv', folder], options)
    await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--no-input', `matrix-synapse==${SYNAPSE_VERSION}`], options)
    await runCommand(python, ['-c', 'import synapse.app.homeserver'], options)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const message = `The home server could not be installed. Check the network and try again. (${error.message})`
    throw new HomeServerError('install-failed', message, error)
  }
}

/** Only its scripts know the folder an environment was made in, and none of them is used: `python -m` works after a move. */
async function moveIntoPlace(work: string): Promise<void> {
  try {
    await rename(work, environmentFolder())
  } catch (error) {
    // Another installation was quicker, and what it built is the same.
    if (findSynapse() === null) throw error
  }
}

function environmentFolder(): string {
  return join(cacheFolder(), `synapse-${SYNAPSE_VERSION}`)
}

function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
}
