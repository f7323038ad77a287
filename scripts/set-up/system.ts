// Debian's packages for running Electron without a display and with a keychain. Installed with apt-get only when we are root already;
// otherwise the one line to run is printed, and nothing here ever calls sudo.
import { existsSync } from 'node:fs'
import { CommandError, findPython, HomeServerError, runCommand } from '../../main/home-server/index.ts'
import { say } from './say.mjs'

/**
 * A display with fonts, a session bus with a keychain on it, the libraries Electron's binary is linked with, a browser to test the page in.
 */
const PACKAGES: readonly string[] = [
  'xvfb',
  'dbus-x11',
  'gnome-keyring',
  'libsecret-1-0',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'chromium',
  'fonts-inter',
  'fonts-noto-color-emoji',
]

/** @throws when packages are missing and this process may not install them */
export async function ensureSystemPackages(): Promise<void> {
  // Other systems bring a display and a keychain of their own.
  if (process.platform !== 'linux') return
  if (!existsSync('/usr/bin/apt-get')) {
    say(`this is not a Debian system: make sure it has what Debian calls ${PACKAGES.join(' ')}`)
    return
  }
  const missing = await missingPackages([...PACKAGES, ...(await pythonPackages())])
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) throw new Error(`run this once as root: apt-get install -y ${missing.join(' ')}`)
  say(`installing ${missing.join(' ')}`)
  await install(missing)
}

/** Debian's Python comes without the module that makes environments. */
async function pythonPackages(): Promise<readonly string[]> {
  try {
    await findPython()
    return []
  } catch (error) {
    if (error instanceof HomeServerError) return ['python3', 'python3-venv']
    throw error
  }
}

async function missingPackages(names: readonly string[]): Promise<readonly string[]> {
  const installed = new Set<string>()
  for (const name of names) {
    if (await isInstalled(name)) installed.add(name)
  }
  return names.filter((name) => !installed.has(name))
}

async function isInstalled(name: string): Promise<boolean> {
  // Since the 64-bit time change some names end in t64 and the old name is only provided.
  for (const spelling of [name, `${name}t64`]) {
    try {
      const status = await runCommand('dpkg-query', ['--show', '--showformat=${db:Status-Status}', spelling])
      if (status === 'installed') return true
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
    }
  }
  return false
}

async function install(names: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptInstall = ['install', '--yes', '--no-install-recommends', ...names]
  try {
    await runCommand('apt-get', aptInstall, { env })
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    // A fresh machine has no package lists yet, an old one stale ones.
    await runCommand('apt-get', ['update'], { env })
    await runCommand('apt-get', aptInstall, { env })
  }
}
