import { resolve } from 'node:path'

/** Where the profile's key comes from. */
export type KeySource = { readonly from: 'keychain' } | { readonly from: 'environment'; readonly name: string }

export type CommandLine = {
  /** Absolute; undefined for the program's own profile. */
  readonly profileDir: string | undefined
  /** Starts in the background: no window until somebody asks for it. */
  readonly isHidden: boolean
  readonly key: KeySource
}

/** Something on the command line that cannot be meant, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * Reads `--profile DIR`, `--hidden` and `--key keychain|env:NAME`. Whatever else is there is Electron's and Chromium's own.
 * Throws `UsageError`.
 */
export function parseCommandLine(argv: readonly string[], folder: string): CommandLine {
  const profile = valueOf('--profile', argv)
  return {
    profileDir: profile === undefined ? undefined : resolve(folder, profile),
    isHidden: argv.includes('--hidden'),
    key: keySource(valueOf('--key', argv)),
  }
}

function valueOf(option: string, argv: readonly string[]): string | undefined {
  const at = argv.findIndex((argument) => argument === option || argument.startsWith(`${option}=`))
  const found = argv[at]
  if (found === undefined) return undefined
  const value = found === option ? argv[at + 1] : found.slice(option.length + 1)
  if (value === undefined || value === '' || value.startsWith('--')) throw new UsageError(`${option} needs a value.`)
  return value
}

function keySource(value: string | undefined): KeySource {
  if (value === undefined || value === 'keychain') return { from: 'keychain' }
  const name = /^env:([A-Za-z_][A-Za-z0-9_]*)$/u.exec(value)?.[1]
  if (name === undefined) throw new UsageError('--key is "keychain", or "env:" and the name of an environment variable.')
  return { from: 'environment', name }
}
