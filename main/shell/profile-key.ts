import type { LockReason } from '../../preload/contract/index.ts'
import { openProfileKey, ProfileLockedError, type Keychain } from '../keychain/index.ts'
import type { KeySource } from './command-line.ts'
import { LockedError } from './engine/engine-status.ts'

export type UnlockParts = {
  readonly profileDir: string
  readonly source: KeySource
  /** The program's environment. A passphrase in it is taken out at once, so that no child inherits it. */
  readonly environment: NodeJS.ProcessEnv
  readonly keychain: Keychain
}

const asksPassphrase: ReadonlySet<LockReason> = new Set(['passphrase-needed', 'passphrase-wrong'])

/** How the profile's key is had: from the keychain, or from a passphrase, of which one that was typed counts first. */
export function createUnlock({ profileDir, source, environment, keychain }: UnlockParts): (typed: string | undefined) => Promise<Uint8Array> {
  const given = source.from === 'environment' ? takeFrom(environment, source.name) : undefined
  return async (typed) => {
    const passphrase = typed ?? given
    if (source.from === 'environment' && passphrase === undefined) throw locked('passphrase-needed', `There is no passphrase in ${source.name}.`)
    try {
      return (await openProfileKey({ dir: profileDir, keychain, create: true, ...(passphrase === undefined ? {} : { passphrase }) })).key
    } catch (error) {
      if (error instanceof ProfileLockedError) throw locked(error.reason, error.message, error)
      throw error
    }
  }
}

const locked = (reason: LockReason, message: string, cause?: Error): LockedError =>
  new LockedError({ reason, message, asksPassphrase: asksPassphrase.has(reason) }, { cause })

function takeFrom(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name]
  delete environment[name]
  return value === '' ? undefined : value
}
