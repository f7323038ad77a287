import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import type { HandlerContext } from './handler-context.ts'

export type TrustCalls = Pick<EncryptionCalls, Extract<keyof EncryptionCalls, `trust.${string}`>>

export const trustHandlers = ({ profile }: HandlerContext): HandlersOf<TrustCalls> => ({
  'trust.accept': async ({ account, userId }) => {
    await profile.account(account).parts.encryption.trust.accept(userId)
    return {}
  },
})
