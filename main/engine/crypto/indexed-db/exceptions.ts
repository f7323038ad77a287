import { StoreError, toStoreError } from '../../store/store-error.ts'

/** The names by which the specification tells what went wrong. */
export type ExceptionName =
  | 'AbortError'
  | 'ConstraintError'
  | 'DataCloneError'
  | 'DataError'
  | 'InvalidAccessError'
  | 'InvalidStateError'
  | 'NotFoundError'
  | 'NotReadableError'
  | 'QuotaExceededError'
  | 'ReadOnlyError'
  | 'SyntaxError'
  | 'TransactionInactiveError'
  | 'UnknownError'
  | 'VersionError'

export function exception(name: ExceptionName, message: string, cause?: unknown): DOMException {
  const error = new DOMException(message, name)
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true })
  return error
}

/** What a request or transaction says of a failure of the file under it. The `StoreError` stays its cause. */
export function fileException(error: unknown): DOMException {
  if (error instanceof DOMException) return error
  const failure = toStoreError(error)
  const message = failure instanceof Error ? failure.message : 'The database failed.'
  const isFull = failure instanceof StoreError && failure.code === 'disk-full'
  return exception(isFull ? 'QuotaExceededError' : 'UnknownError', message, failure)
}
