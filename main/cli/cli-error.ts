import { ProfileLockedError, ProfileMissingError } from '../keychain/profile-locked-error.ts'
import { ProfileInUseError } from '../keychain/profile-lock.ts'
import type { FailureCode } from '../../preload/contract/failure.ts'
import { CallFailed, OwnerLeft } from './engine/call-failed.ts'

/** 0 done · 1 failed · 2 wrong usage · 3 not signed in, signed out, or locked · 4 server unreachable or silent past `--timeout`. */
export type ExitCode = 0 | 1 | 2 | 3 | 4

/** Why a command ends badly: what a program reads (`code`), what a person reads, and the status. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exit: ExitCode
  readonly code: string

  constructor(exit: ExitCode, code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.exit = exit
    this.code = code
  }
}

/** The command line cannot be meant. */
export const usageError = (message: string): CliError => new CliError(2, 'usage', message)

const exits: Readonly<Partial<Record<FailureCode, ExitCode>>> = {
  'offline': 4,
  'timeout': 4,
  'not-signed-in': 3,
  'signed-out': 3,
  'locked': 3,
}

/** Any error as one of the terminal's; undefined for one that nobody foresaw. */
export function toCliError(error: unknown): CliError | undefined {
  if (error instanceof CliError) return error
  if (error instanceof CallFailed) return new CliError(exits[error.failure.code] ?? 1, error.failure.code, error.message, error)
  if (error instanceof ProfileMissingError) return new CliError(3, 'not-signed-in', error.message, error)
  if (error instanceof ProfileLockedError) return lockedError(error)
  if (error instanceof ProfileInUseError) return new CliError(1, 'in-use', error.message, error)
  if (error instanceof OwnerLeft) {
    return new CliError(1, 'cancelled', `${error.message} Look with "causeway outbox" whether this was done, and try again if not.`, error)
  }
  return undefined
}

// The error's own sentence is for a window, which can ask.
const passphraseNeeded = 'This profile is locked with a passphrase: put it into an environment variable, and name that with --key env:NAME.'

/** Damaged and newer data are no lock that a key could open. */
function lockedError(error: ProfileLockedError): CliError {
  switch (error.reason) {
    case 'profile-unreadable': return new CliError(1, 'damaged', error.message, error)
    case 'passphrase-needed': return new CliError(3, 'locked', passphraseNeeded, error)
    case 'keychain-unavailable': return new CliError(3, 'locked', `${error.message} Without one, use --key env:NAME.`, error)
    case 'newer-data': return new CliError(1, 'newer-data', error.message, error)
    default: return new CliError(3, 'locked', error.message, error)
  }
}
