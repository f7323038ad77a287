import type { Failure, FailureCode } from '../../../preload/contract/failure.ts'
import { AccountError } from '../account/account-error.ts'
import type { Log } from '../base/log.ts'
import { CryptoError } from '../crypto/crypto-error.ts'
import { HomeserverError, type HomeserverErrorCode } from '../matrix/errors.ts'
import { MediaError, type MediaErrorCode } from '../media/media-error.ts'
import { OutboxError } from '../sending/outbox-error.ts'
import { StoreError, type StoreErrorCode } from '../store/store-error.ts'
import { CallError } from './call-error.ts'

const ofHomeserver: Readonly<Record<HomeserverErrorCode, FailureCode>> = {
  'offline': 'offline',
  'timeout': 'timeout',
  'aborted': 'cancelled',
  'rate-limited': 'rate-limited',
  'unknown-token': 'signed-out',
  'bad-credentials': 'wrong-credentials',
  'user-deactivated': 'forbidden',
  'user-locked': 'forbidden',
  'limit-reached': 'forbidden',
  'consent-needed': 'forbidden',
  'password-needed': 'password-needed',
  'forbidden': 'forbidden',
  'not-found': 'not-found',
  'conflict': 'bad-input',
  'unknown-pos': 'server',
  'too-large': 'too-large',
  'bad-request': 'bad-input',
  'unsupported': 'unsupported',
  'server-error': 'server',
  'bad-response': 'server',
  'not-matrix': 'not-matrix',
  'redirected': 'not-matrix',
  'insecure': 'offline',
}

const ofStore: Readonly<Record<StoreErrorCode, FailureCode>> = {
  // The key was proven against the profile before: pages that it does not open have been changed.
  'wrong-key': 'damaged',
  'damaged': 'damaged',
  'newer-data': 'newer-data',
  'disk-full': 'disk-full',
  'read-only': 'damaged',
  'busy': 'in-use',
  'failed': 'bug',
}

const ofMedia: Readonly<Record<MediaErrorCode, FailureCode>> = {
  'not-found': 'not-found',
  'too-large': 'too-large',
  'unreadable': 'bad-input',
  'altered': 'damaged',
  'unwritable': 'bad-input',
  'offline': 'offline',
}

/** What the user is told of an error. One that nobody foresaw is a bug of ours, and logged whole. */
export function toFailure(error: unknown, log: Log): Failure {
  if (isOurs(error)) return failure(error.code, error)
  if (error instanceof HomeserverError) {
    const { retryAfterMs } = error
    return { ...failure(ofHomeserver[error.code], error), ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
  if (error instanceof MediaError) return failure(ofMedia[error.code], error)
  if (error instanceof StoreError && error.code !== 'failed') return storeFailure(error)
  if (isUnwritable(error)) return { code: 'damaged', message: 'The profile folder cannot be written. Check its permissions.' }
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) return { code: 'disk-full', message: 'The disk is full. Free some space and try again.' }
  log.error('Something failed that should not', { error })
  return { code: 'bug', message: 'Something went wrong inside Causeway. Try again; if it stays so, report it with the log.' }
}

const isOurs = (error: unknown): error is CallError | AccountError | OutboxError | CryptoError =>
  error instanceof CallError || error instanceof AccountError || error instanceof OutboxError || error instanceof CryptoError

const failure = (code: FailureCode, { message }: Error): Failure => ({ code, message })

function storeFailure(error: StoreError): Failure {
  if (error.code !== 'wrong-key') return failure(ofStore[error.code], error)
  return { code: 'damaged', message: 'The data on this computer is damaged. Nothing was changed; keep the profile folder and report this.' }
}

// Node says ENOENT of a folder that cannot be made on a read-only disk.
const isUnwritable = (error: unknown): boolean =>
  hasCode(error, 'EROFS', 'EACCES', 'EPERM') || (hasCode(error, 'ENOENT') && Reflect.get(Object(error), 'syscall') === 'mkdir')

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))
