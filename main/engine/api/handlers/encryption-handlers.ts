import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import { deviceHandlers } from './device-handlers.ts'
import type { HandlerContext } from './handler-context.ts'
import { keyHandlers } from './key-handlers.ts'
import { recoveryHandlers } from './recovery-handlers.ts'
import type { TrustCalls } from './trust-handlers.ts'
import type { VerificationCalls } from './verification-handlers.ts'

const notYet = (): never => {
  throw new CallError('unsupported', 'This comes with one of the next steps.')
}

export const encryptionHandlers = (context: HandlerContext): HandlersOf<Omit<EncryptionCalls, keyof VerificationCalls | keyof TrustCalls>> => ({
  ...recoveryHandlers(context),
  ...deviceHandlers(context),
  ...keyHandlers(context),
  'encryption.retry': notYet,
})
