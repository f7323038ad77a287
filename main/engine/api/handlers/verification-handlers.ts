import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import type { HandlerContext } from './handler-context.ts'

export type VerificationCalls = Pick<EncryptionCalls, Extract<keyof EncryptionCalls, `verification.${string}`>>

export const verificationHandlers = ({ profile }: HandlerContext): HandlersOf<VerificationCalls> => {
  const verifications = (account: VerificationCalls['verification.cancel']['in']['account']) =>
    profile.account(account).parts.encryption.verifications
  return {
    'verification.request': async ({ account, userId, deviceId }) => ({ flowId: await verifications(account).request(userId, deviceId) }),
    'verification.accept': async ({ account, flowId }) => {
      await verifications(account).accept(flowId)
      return {}
    },
    'verification.startEmoji': async ({ account, flowId }) => {
      await verifications(account).flow(flowId).startEmoji()
      return {}
    },
    'verification.confirm': async ({ account, flowId, matches }) => {
      await verifications(account).flow(flowId).confirm(matches)
      return {}
    },
    'verification.scan': async ({ account, flowId, code }) => {
      await verifications(account).flow(flowId).scan(code)
      return {}
    },
    'verification.confirmScanned': async ({ account, flowId, matches }) => {
      await verifications(account).flow(flowId).confirmScanned(matches)
      return {}
    },
    'verification.cancel': async ({ account, flowId }) => {
      await verifications(account).flow(flowId).cancel()
      return {}
    },
  }
}
