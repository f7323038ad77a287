import { runCommand } from './command.ts'
import { HomeServerError } from './home-server-error.ts'

const CANDIDATES: readonly string[] = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']

/** What Synapse's release asks for; older Pythons would fail half-way through the installation with a page of compiler messages. */
const OLDEST = { major: 3, minor: 10 }

const PROBE = 'import sys, ensurepip; print(sys.version_info[0], sys.version_info[1])'

/**
 * Finds a Python that can make environments (`venv` with pip).
 *
 * @throws {HomeServerError} `python-missing`
 */
export async function findPython(): Promise<string> {
  for (const candidate of CANDIDATES) {
    const version = await versionOf(candidate)
    if (version === null) continue
    const [major = 0, minor = 0] = version
    if (major === OLDEST.major && minor >= OLDEST.minor) return candidate
  }
  throw new HomeServerError(
    'python-missing',
    `The home server needs Python ${OLDEST.major}.${OLDEST.minor} or newer with its venv module. Install it ` +
      '(on Debian and Ubuntu: apt-get install python3-venv) and try again.',
  )
}

async function versionOf(command: string): Promise<readonly number[] | null> {
  try {
    return (await runCommand(command, ['-c', PROBE])).split(' ').map(Number)
  } catch {
    // Not there, or there without ensurepip: the next candidate may do.
    return null
  }
}
