import { CliError, usageError } from '../cli-error.ts'

/** Where the profile's key comes from: the system's keychain, or a passphrase out of an environment variable. */
export type KeyOption = { readonly from: 'keychain' } | { readonly from: 'env'; readonly name: string }

/** Reads `--key`. */
export function readKeyOption(text = 'keychain'): KeyOption {
  if (text === 'keychain') return { from: 'keychain' }
  const name = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)?.[1]
  if (name === undefined) {
    throw usageError('--key is "keychain" or "env:NAME", where NAME is an environment variable that holds a passphrase.')
  }
  return { from: 'env', name }
}

/** Undefined for the keychain. Throws `locked` when the variable is not there. */
export function passphraseOf(option: KeyOption, env: NodeJS.ProcessEnv): string | undefined {
  if (option.from === 'keychain') return undefined
  const passphrase = env[option.name]
  if (passphrase === undefined || passphrase === '') {
    throw new CliError(3, 'locked', `The environment variable ${option.name} is empty: put the passphrase into it.`)
  }
  return passphrase
}
