import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import type { HandlerContext } from './handler-context.ts'
import { recoveryHandlers } from './recovery-handlers.ts'
import type { TrustCalls } from './trust-handlers.ts'
import type { VerificationCalls } from './verification-handlers.ts'

const notYet = (): never => {
  throw new CallError('unsupported', 'This comes with one of the next steps.')
}

export const encryptionHandlers = (context: HandlerContext): HandlersOf<Omit<EncryptionCalls, keyof VerificationCalls | keyof TrustCalls>> => ({
  ...recoveryHandlers(context),
  'encryption.retry': notYet,
  'keys.export': notYet,
  'keys.import': notYet,
  'device.list': notYet,
  'device.rename': notYet,
  'device.signOut': notYet,
})
