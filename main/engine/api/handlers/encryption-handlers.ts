import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import type { TrustCalls } from './trust-handlers.ts'
import type { VerificationCalls } from './verification-handlers.ts'

const notYet = (): never => {
  throw new CallError('unsupported', 'This comes with one of the next steps.')
}

export const encryptionHandlers = (): HandlersOf<Omit<EncryptionCalls, keyof VerificationCalls | keyof TrustCalls>> => ({
  'encryption.status': notYet,
  'encryption.setUp': notYet,
  'encryption.reset': notYet,
  'encryption.retry': notYet,
  'recovery.status': notYet,
  'recovery.setUp': notYet,
  'recovery.restore': notYet,
  'keys.export': notYet,
  'keys.import': notYet,
  'device.list': notYet,
  'device.rename': notYet,
  'device.signOut': notYet,
})
