import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LockReason } from '../../preload/contract/index.ts'
import { openProfileKey, ProfileLockedError, type Keychain } from '../keychain/index.ts'
import type { KeySource } from './command-line.ts'
import { LockedError, StartError } from './engine/engine-status.ts'

export type UnlockParts = {
  readonly profileDir: string
  readonly source: KeySource
  /** The program's environment. A passphrase in it is taken out at once, so that no child inherits it. */
  readonly environment: NodeJS.ProcessEnv
  readonly keychain: Keychain
}

const wantsPassphrase: ReadonlySet<LockReason> = new Set(['passphrase-needed', 'passphrase-wrong'])
const lacksKeychain: ReadonlySet<LockReason> = new Set(['keychain-unavailable', 'keychain-locked'])

const newcomersChoice =
  'There is no keychain on this computer that answers. Start it and try again, or choose a passphrase to lock your messages with.'

/** How the profile's key is had: from the keychain, or from a passphrase, of which one that was typed counts first. */
export function createUnlock(parts: UnlockParts): (typed: string | undefined) => Promise<Uint8Array> {
  const { profileDir, source, environment, keychain } = parts
  const given = source.from === 'environment' ? takeFrom(environment, source.name) : undefined
  return async (typed) => {
    const passphrase = typed ?? given
    if (source.from === 'environment' && passphrase === undefined) {
      throw locked('passphrase-needed', `There is no passphrase in the environment variable ${source.name}: enter it here.`)
    }
    try {
      return (await openProfileKey({ dir: profileDir, keychain, passphrase, create: true })).key
    } catch (error) {
      throw error instanceof ProfileLockedError ? lockedProfile(error, profileDir) : unwritable(error, profileDir)
    }
  }
}

function lockedProfile(error: ProfileLockedError, profileDir: string): LockedError {
  const { reason, message } = error
  if (!lacksKeychain.has(reason) || existsSync(join(profileDir, 'profile.json'))) return locked(reason, message, error)
  // Nothing is locked yet: who has no keychain can do without one.
  return new LockedError({ reason, message: newcomersChoice, asksPassphrase: true }, { cause: error })
}

const locked = (reason: LockReason, message: string, cause?: Error): LockedError =>
  new LockedError({ reason, message, asksPassphrase: wantsPassphrase.has(reason) }, { cause })

function unwritable(error: unknown, profileDir: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') return new StartError('The disk is full: make room and start the engine again.', { cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StartError(`Causeway may not write into its folder (${profileDir}): allow it and start the engine again.`, { cause: error })
  }
  return error
}

function takeFrom(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name]
  delete environment[name]
  return value === '' ? undefined : value
}
