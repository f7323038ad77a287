// Signs Causeway in to the viewer's account the way a script would: with the terminal program.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findNode, ROOT } from '../set-up/dependencies.mjs'
import { PASSWORD } from './world/inhabitants.ts'
import { VIEWER } from './world/script.ts'

/**
 * The demo's profile is locked with a passphrase, not with the desktop's keychain: it works on machines that have none, and deleting the
 * demo's folder leaves nothing behind.
 */
export const PASSPHRASE = 'skerrow'
export const KEY_ARGUMENTS: readonly string[] = ['--key', 'env:CAUSEWAY_DEMO_PASSPHRASE']
export const KEY_ENVIRONMENT: Readonly<Record<string, string>> = { CAUSEWAY_DEMO_PASSPHRASE: PASSPHRASE }

/** Signs in unless the profile is signed in already. */
export async function signIn(profile: string, url: string): Promise<void> {
  const at = ['--profile', profile, ...KEY_ARGUMENTS]
  if ((await causeway(['whoami', ...at])).exitCode === 0) return
  const login = ['login', ...at, '--homeserver', url, '--user', VIEWER, '--password-stdin', '--device-name', 'Causeway demo']
  const { exitCode, error } = await causeway(login, PASSWORD)
  if (exitCode !== 0) throw new Error(`signing in failed: ${error}`)
}

function causeway(args: readonly string[], input = ''): Promise<{ readonly exitCode: number | null; readonly error: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(findNode(), [join(ROOT, 'main', 'cli', 'index.ts'), ...args], {
      env: { ...process.env, ...KEY_ENVIRONMENT },
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    let error = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      error += chunk
    })
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, error: error.trim() }))
  })
}
