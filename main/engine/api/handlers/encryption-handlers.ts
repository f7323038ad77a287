import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { deviceHandlers } from './device-handlers.ts'
import type { HandlerContext } from './handler-context.ts'
import { keyHandlers } from './key-handlers.ts'
import { recoveryHandlers } from './recovery-handlers.ts'
import type { TrustCalls } from './trust-handlers.ts'
import type { VerificationCalls } from './verification-handlers.ts'

export const encryptionHandlers = (context: HandlerContext): HandlersOf<Omit<EncryptionCalls, keyof VerificationCalls | keyof TrustCalls>> => ({
  ...recoveryHandlers(context),
  ...deviceHandlers(context),
  ...keyHandlers(context),
  'encryption.retry': async ({ account }) => ({ decrypted: await context.profile.account(account).parts.healer.retryAll() }),
})
