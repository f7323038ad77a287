import type { CallInput, Ended, Outcome, Queued, UserId } from '../../preload/contract/index.ts'

interface Caller {
  call(name: 'outbox.await', input: CallInput<'outbox.await'>): Promise<Outcome<Ended>>
}

const patience = 20_000

/**
 * Follows something that was put into the outbox to its end: `done` with the room, `later` when it stays queued because the server is away
 * or slow, or `failed` with why.
 */
export type Followed =
  | { readonly how: 'done'; readonly roomId: Ended['roomId'] }
  | { readonly how: 'later' }
  | { readonly how: 'failed'; readonly reason: string }

export async function afterQueued(client: Caller, account: UserId, queued: Queued): Promise<Followed> {
  const ended = await client.call('outbox.await', { account, localId: queued.localId, timeoutMs: patience })
  if (!ended.ok) return { how: 'failed', reason: ended.failure.message }
  switch (ended.value.state) {
    case 'done': return { how: 'done', roomId: ended.value.roomId }
    case 'waiting': return { how: 'later' }
    case 'failed': case 'cancelled': return { how: 'failed', reason: ended.value.reason ?? '' }
  }
}
