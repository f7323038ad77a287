// Signs Causeway in to the viewer's account the way a script would: with the terminal program.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findNode, ROOT } from '../set-up/dependencies.mjs'
import type { Json } from '../../test/harness/person.ts'
import { PASSWORD } from './world/inhabitants.ts'
import { VIEWER } from './world/script.ts'

/**
 * The demo's profile is locked with a passphrase, not with the desktop's keychain: it works on machines that have none, and deleting the
 * demo's folder leaves nothing behind.
 */
export const KEY_ARGUMENTS: readonly string[] = ['--key', 'env:CAUSEWAY_DEMO_PASSPHRASE']
export const KEY_ENVIRONMENT: Readonly<Record<string, string>> = { CAUSEWAY_DEMO_PASSPHRASE: 'skerrow' }

/** Signs in unless the profile is signed in already; gives whether it was not. */
export async function signIn(profile: string, url: string): Promise<boolean> {
  const at = ['--profile', profile, ...KEY_ARGUMENTS]
  if ((await causeway(['whoami', ...at])).exitCode === 0) return false
  const login = ['login', ...at, '--homeserver', url, '--user', VIEWER, '--password-stdin', '--device-name', 'Causeway demo']
  const { exitCode, error } = await causeway(login, PASSWORD)
  if (exitCode !== 0) throw new Error(`signing in failed: ${error}`)
  return true
}

/** Has the terminal program do something in the viewer's profile; gives what it printed. */
export async function runCauseway(profile: string, args: readonly string[]): Promise<Json> {
  const { exitCode, output, error } = await causeway([...args, '--json', '--profile', profile, ...KEY_ARGUMENTS])
  if (exitCode !== 0) throw new Error(`"causeway ${args.join(' ')}" failed: ${error}`)
  return Object(JSON.parse(output))
}

type Ended = { readonly exitCode: number | null; readonly output: string; readonly error: string }

function causeway(args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(findNode(), [join(ROOT, 'main', 'cli', 'index.ts'), ...args], {
      env: { ...process.env, ...KEY_ENVIRONMENT },
      stdio: 'pipe',
    })
    let output = ''
    let error = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      error += chunk
    })
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, output, error: error.trim() }))
  })
}
