import type { Ended } from '../../../preload/contract/calls/outbox-calls.ts'
import type { LocalId, UserId } from '../../../preload/contract/ids.ts'
import { CliError } from '../cli-error.ts'
import type { Output } from '../command.ts'
import type { Context } from '../context.ts'
import { CallFailed } from '../engine/call-failed.ts'
import type { EngineSession } from '../engine/session.ts'

export type Finishing = {
  readonly session: EngineSession
  readonly account: UserId
  readonly localId: LocalId
  readonly isQueueOnly: boolean
  readonly context: Context
  /** What to say of an operation that is through. */
  readonly done: (ended: Ended) => Output
  /** Whether other commands see its effect only after the next sync, so that one is made. */
  readonly isSeenBySync?: boolean
}

/** The option of whoever writes. */
export const queueOption = { 'queue-only': { type: 'boolean' } } as const

export const queueHelp = '--queue-only       return as soon as it is in the outbox; the next sync, or the app, sends it'

/**
 * Waits for the end of an operation that is in the outbox. Throws with status 4 when it stays there because the server cannot be reached,
 * with 3 when the session is over, and with 1 when the server refused it, or it waits for a person.
 */
export async function finish(finishing: Finishing): Promise<Output> {
  const { localId, isQueueOnly, done, isSeenBySync = false } = finishing
  if (isQueueOnly) return queued(localId)
  const ended = await endOf(finishing)
  switch (ended.state) {
    case 'waiting': throw await stillWaiting(finishing, ended)
    case 'failed': throw new CliError(1, 'refused', ended.reason ?? 'The homeserver refused this.')
    case 'cancelled':
    case 'done':
      if (isSeenBySync) await takeIn(finishing)
      return done(ended)
  }
}

async function endOf({ session, account, localId, context }: Finishing): Promise<Ended> {
  try {
    return await session.call('outbox.await', { account, localId, timeoutMs: context.timeoutMs })
  } catch (error) {
    if (!(error instanceof CallFailed) || error.failure.code !== 'signed-out') throw error
    return { state: 'waiting', eventId: null, roomId: null, code: null, reason: null }
  }
}

/** An event that was sent. */
export const sentEvent = (localId: LocalId, word: string) => ({ eventId }: Ended): Output =>
  ({ json: { eventId, localId }, text: eventId === null ? word : `${word} ${eventId}` })

async function takeIn({ session, account, context }: Finishing): Promise<void> {
  try {
    await session.call('account.catchUp', { account, timeoutMs: context.timeoutMs })
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    context.note('It is done; the next sync shows it here.')
  }
}

function queued(localId: LocalId): Output {
  return { json: { eventId: null, localId }, text: `In the outbox as ${localId}.` }
}

async function stillWaiting({ session, account, localId, context }: Finishing, { code: waitsFor, reason }: Ended): Promise<CliError> {
  const { connection, reason: connectionReason } = await session.account(account)
  if (connection === 'signed-out') {
    const what = `What you did waits in the outbox (${localId})`
    return new CliError(3, 'signed-out', `The homeserver ended this session. ${what}: use "causeway login" to sign in again.`)
  }
  if (reason !== null && (waitsFor === 'forbidden' || waitsFor === 'damaged')) {
    return new CliError(1, waitsFor, `${reason} What you did waits in the outbox (${localId}).`)
  }
  const code = connection === 'offline' ? 'offline' : 'timeout'
  const why = reason ?? connectionReason ?? `The homeserver did not answer within ${context.timeoutMs / 1000} seconds.`
  return new CliError(4, code, `${why} What you did waits in the outbox (${localId}): the next "causeway sync", or the app, sends it.`)
}
