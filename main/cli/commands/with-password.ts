import type { Context } from '../context.ts'
import { CallFailed } from '../engine/call-failed.ts'

/** Does something for which the server may ask for the account's password: it is read when it does, and not before. */
export async function withPassword<T>(context: Context, act: (password: { readonly password?: string }) => Promise<T>): Promise<T> {
  try {
    return await act({})
  } catch (error) {
    if (!(error instanceof CallFailed) || error.failure.code !== 'password-needed') throw error
    const password = await context.readSecret("The account's password: ")
    if (password === '') throw error
    return act({ password })
  }
}
