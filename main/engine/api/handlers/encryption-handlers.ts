import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'

const notYet = (): never => {
  throw new CallError('unsupported', 'This comes with one of the next steps.')
}

export const encryptionHandlers = (): HandlersOf<EncryptionCalls> => ({
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
  'verification.request': notYet,
  'verification.accept': notYet,
  'verification.startEmoji': notYet,
  'verification.confirm': notYet,
  'verification.scan': notYet,
  'verification.confirmScanned': notYet,
  'verification.cancel': notYet,
  'trust.accept': notYet,
})
