// The npm packages, and with them the Node that runs everything else. This is the one part of set-up that must work on the Node the
// machine came with (20 or newer), so it is plain JavaScript and uses nothing that has to be installed first.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './say.mjs'
import { withLock } from './lock.mjs'

export const ROOT = join(import.meta.dirname, '..', '..')

/** Raise it when an installed tree must be made anew although the lock file is the same. */
const VERSION = 1
const OLDEST_NODE = 24
const STAMP = join(ROOT, 'node_modules', '.causeway-set-up')
const OWN_NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

/** Installs what package-lock.json says, unless it is there already. The check costs a few milliseconds. */
export async function ensureDependencies() {
  if (isCurrent()) return
  await withLock(join(ROOT, '.cache', 'dependencies.lock'), {
    onWait: () => say('another set-up is installing the packages; waiting for it'),
    work: async () => {
      if (isCurrent()) return
      if (!isInstalled()) await install()
      writeFileSync(STAMP, fingerprint())
    },
  })
}

async function install() {
  say('installing the npm packages (about half a minute)')
  await runNpm(['ci', '--no-progress', '--loglevel=error'])
  say('the npm packages are there')
}

/**
 * The Node that runs the sources: the one from npm, or, on systems npm has none for, the machine's own if it is new enough.
 *
 * @returns {string}
 */
export function findNode() {
  if (existsSync(OWN_NODE)) return OWN_NODE
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return process.execPath
  throw new Error(`Causeway's sources need Node ${OLDEST_NODE}; this is ${process.version}. Install Node ${OLDEST_NODE} and try again.`)
}

function isCurrent() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint()
}

/**
 * Whether npm itself has installed exactly what the lock file says, as after a developer's own `npm install`. Then nothing has to be
 * taken away from under programs that are running.
 */
function isInstalled() {
  const installed = packagesIn(join(ROOT, 'node_modules', '.package-lock.json'))
  const wanted = packagesIn(join(ROOT, 'package-lock.json'))
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const isHere = Object.hasOwn(installed, path)
    return path === '' || (isHere ? installed[path]?.version === version : optional === true)
  })
}

/**
 * @param {string} lockFile
 * @returns {Readonly<Record<string, { readonly version?: string, readonly optional?: boolean }>>}
 */
function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : {}
}

function fingerprint() {
  const lockFile = readFileSync(join(ROOT, 'package-lock.json'))
  return createHash('sha256').update(`${VERSION}\n`).update(lockFile).digest('hex')
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
function runNpm(args) {
  return new Promise((resolve, reject) => {
    // npm's own words go to standard error with ours. On Windows npm is a command file, which only a shell starts.
    const npm = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
    npm.on('error', () => reject(new Error('npm could not be started. Install Node with npm and try again.')))
    npm.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`npm ci failed (exit ${code}). Look at its message above; the network is the usual cause.`))
    })
  })
}
