import type { Failure, FailureCode, Outcome } from '../../preload/contract/index.ts'

export const succeeded = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const failed = (code: FailureCode, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
})
