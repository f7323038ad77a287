import { createHash } from 'node:crypto'
import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { randomId } from '../base/ids.ts'

/** A socket's path must fit into 108 bytes on Linux and 104 elsewhere, the zero at its end included. */
const longestPath = 103

/** Where a new socket of a profile goes: into its folder; where that path is too long into the user's folder for running programs. */
export async function newSocketPath(dir: string): Promise<string> {
  // A pipe of Windows has no folder; nobody can guess this name, and the profile's folder is where it is written down.
  if (process.platform === 'win32') return `\\\\.\\pipe\\causeway-${randomId(16)}`
  const inProfile = resolve(dir, 'engine.sock')
  if (Buffer.byteLength(inProfile) <= longestPath) return inProfile
  const name = createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 24)
  const path = join(await runtimeFolder(), `causeway-${name}.sock`)
  if (Buffer.byteLength(path) > longestPath) throw new Error('There is no folder with a path short enough for a socket')
  return path
}

async function runtimeFolder(): Promise<string> {
  const given = process.env['XDG_RUNTIME_DIR']
  if (given !== undefined && await isOursAlone(given)) return given
  const own = join(tmpdir(), `causeway-${userInfo().uid}`)
  await mkdir(own, { recursive: true, mode: 0o700 })
  // Anybody may make folders there: one that is not ours alone was put there by somebody else.
  if (!await isOursAlone(own)) throw new Error(`The folder ${own} belongs to somebody else or is open to others`)
  return own
}

async function isOursAlone(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder)
    return found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0
  } catch {
    return false
  }
}
