import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import type { HandlerContext } from './handler-context.ts'

export type TrustCalls = Pick<EncryptionCalls, Extract<keyof EncryptionCalls, `trust.${string}`>>

export const trustHandlers = (_context: HandlerContext): HandlersOf<TrustCalls> => ({
  'trust.accept': () => {
    throw new CallError('unsupported', 'This comes with one of the next steps.')
  },
})
