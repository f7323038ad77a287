import type { OutboxCalls } from '../../../../preload/contract/calls/outbox-calls.ts'
import { readOutboxRows } from '../../sending/outbox-rows.ts'
import type { HandlersOf } from '../answer-call.ts'
import type { HandlerContext } from './handler-context.ts'

export const outboxHandlers = ({ profile }: HandlerContext): HandlersOf<OutboxCalls> => ({
  'outbox.list': ({ account }) => profile.account(account).parts.store.read(readOutboxRows),
  'outbox.retry': ({ account, localId }) => {
    profile.account(account).parts.outbox.retry(localId)
    return {}
  },
  'outbox.cancel': ({ account, localId }) => {
    profile.account(account).parts.outbox.cancel(localId)
    return {}
  },
  'outbox.await': ({ account, localId, timeoutMs }) => {
    const found = profile.account(account)
    // In a quiet profile nothing is sent until somebody waits for it.
    found.startSending()
    return found.parts.outbox.end(localId, timeoutMs)
  },
})
