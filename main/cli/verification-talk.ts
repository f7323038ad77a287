import { setTimeout as pause } from 'node:timers/promises'
import type { EngineCalls } from '../../preload/contract/calls.ts'
import type { UserId } from '../../preload/contract/ids.ts'
import type { VerificationRow } from '../../preload/contract/rows/encryption-row.ts'
import { clashWords } from '../engine/crypto/verification/cancel-words.ts'
import { isOver } from '../engine/crypto/verification/verification-state.ts'
import { CliError } from './cli-error.ts'
import type { Context } from './context.ts'
import { CallFailed } from './engine/call-failed.ts'
import type { EngineSession } from './engine/session.ts'
import type { WatchedRows } from './engine/watched-rows.ts'
import { emojiJson, emojiText } from './output/emoji.ts'

export type VerificationTalk = {
  readonly session: EngineSession
  readonly account: UserId
  readonly context: Context
  readonly watched: WatchedRows<'verifications'>
  /** No question: whoever is asked knows that it is. */
  readonly isQuiet: boolean
}

export type Wanted = Omit<EngineCalls['verification.request']['in'], 'account'>

/** Two who ask each other in the same moment end each other's request: they try again, not in the same moment. */
const mostAttempts = 4
const clashPauseMs = 3_000
const looked = Symbol('looked')

/** Verifies from the request to the end, and gives how that is. Throws `CliError` when nobody answers, or the user does not want any more. */
export async function talk(talk: VerificationTalk, wanted: Wanted): Promise<VerificationRow> {
  const { session, account } = talk
  for (let attempt = 1; ; attempt += 1) {
    const { flowId } = await session.call('verification.request', { account, ...wanted })
    const end = await follow(talk, flowId)
    if (end.reason !== clashWords || attempt === mostAttempts) return end
    await pause(Math.random() * clashPauseMs)
  }
}

async function follow(talk: VerificationTalk, flowId: string): Promise<VerificationRow> {
  let state: VerificationRow['state'] | undefined
  for (;;) {
    const { changed } = talk.watched
    const row = rowOf(talk, flowId)
    if (row !== undefined && isOver(row.state)) return row
    if (row !== undefined && row.state !== state) {
      state = row.state
      await step(talk, row)
      continue
    }
    await waitFor(talk, flowId, changed)
  }
}

/** What there is to do where a verification stands now. */
async function step(talk: VerificationTalk, row: VerificationRow): Promise<void> {
  const { session, account, context } = talk
  const { flowId } = row
  switch (row.state) {
    case 'waiting':
      if (row.weStarted && row.deviceId === null) context.note('Waiting for the other side to answer…')
      return
    case 'asked': return attempt(() => session.call('verification.accept', { account, flowId }))
    case 'ready':
      if (row.canEmoji) return attempt(() => session.call('verification.startEmoji', { account, flowId }))
      await attempt(() => session.call('verification.cancel', { account, flowId }))
      throw new CliError(1, 'unsupported', 'The other side cannot compare emoji, and a terminal cannot scan a code.')
    case 'emoji': return compare(talk, row)
    case 'confirmed': return context.note('Waiting for the other side to say the same…')
    // Nobody can have scanned what nobody showed.
    case 'scanned': return attempt(() => session.call('verification.confirmScanned', { account, flowId, matches: false }))
    case 'done':
    case 'cancelled': return
  }
}

async function compare(talk: VerificationTalk, row: VerificationRow): Promise<void> {
  const { session, account, context, isQuiet } = talk
  const emoji = row.emoji ?? []
  context.print(context.isJson ? emojiJson(emoji) : emojiText(emoji, row))
  const over = new AbortController()
  const answer = context.readLine(isQuiet ? '' : 'Do both sides show the same? [y/n] ', over.signal)
  try {
    for (;;) {
      const said = await Promise.race([answer, talk.watched.changed.then(() => looked), context.interrupted.then(() => 'n')])
      if (said !== looked) {
        const matches = typeof said === 'string' && /^y(es)?$/iu.test(said.trim())
        return await attempt(() => session.call('verification.confirm', { account, flowId: row.flowId, matches }))
      }
      if (rowOf(talk, row.flowId)?.state !== 'emoji') return
    }
  } finally {
    over.abort()
  }
}

/** Waits for something to change, but not for ever. */
async function waitFor({ session, account, context }: VerificationTalk, flowId: string, changed: Promise<void>): Promise<void> {
  const timer = new AbortController()
  const tooLong = context.patienceMs === undefined
    ? new Promise<never>(() => undefined)
    : pause(context.patienceMs, 'late' as const, { signal: timer.signal })
  tooLong.catch(() => undefined)
  try {
    const what = await Promise.race([changed, tooLong, context.interrupted.then(() => 'interrupted' as const)])
    if (what === undefined) return
    await attempt(() => session.call('verification.cancel', { account, flowId }))
    throw what === 'late'
      ? new CliError(4, 'timeout', 'The other side did not answer in time: the verification was cancelled.')
      : new CliError(1, 'cancelled', 'You cancelled the verification.')
  } finally {
    timer.abort()
  }
}

/** What came to an end, or went on, in the meantime is no failure: the next look shows it. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    const isPast = error instanceof CallFailed && (error.failure.code === 'cancelled' || error.failure.code === 'bad-input')
    if (!isPast) throw error
  }
}

const rowOf = ({ watched }: VerificationTalk, flowId: string): VerificationRow | undefined => watched.rows.find((row) => row.flowId === flowId)
