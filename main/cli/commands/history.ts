import { setTimeout as pause } from 'node:timers/promises'
import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { HistoryRow } from '../../../preload/contract/rows/search-row.ts'
import { CliError, usageError } from '../cli-error.ts'
import { defineCommand, type Output } from '../command.ts'
import type { Context } from '../context.ts'
import type { EngineSession } from '../engine/session.ts'
import { WatchedRows } from '../engine/watched-rows.ts'
import { table } from '../output/table.ts'
import { minuteOf } from '../output/times.ts'
import { visible } from '../output/visible.ts'

export const history = defineCommand({
  usage: ['history', 'history ROOM [--wait | --stop]'],
  details: [
    'Brings the whole history of a room to this computer, in the background while the app, a "tail" or an "rpc" runs, and',
    'keeps it whole. Without a room it lists those for which that was asked.',
    '',
    '--wait   return when all of it is here',
    '--stop   fetch no more of it; what is here stays',
  ],
  options: { wait: { type: 'boolean' }, stop: { type: 'boolean' } },
  words: [0, 1],
  run: async ({ values, positionals: [room] }, context) => {
    if (values.wait === true && values.stop === true) throw usageError('It goes like this: causeway history ROOM [--wait | --stop]')
    if (room === undefined && (values.wait ?? values.stop) === true) throw usageError('Say which room: causeway history ROOM')
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    if (room === undefined) return listed((await WatchedRows.open(session, 'history', { account })).rows)
    const { roomId } = await session.call('room.resolve', { account, room })
    await session.call(values.stop === true ? 'history.stop' : 'history.download', { account, roomId })
    const row = await (values.wait === true ? untilWhole : firstRow)({ session, account, roomId, context })
    return { json: rowJson(row), text: sentenceOf(row) }
  },
})

type Asked = { readonly session: EngineSession; readonly account: UserId; readonly roomId: RoomId; readonly context: Context }

async function firstRow({ session, account, roomId }: Asked): Promise<HistoryRow> {
  return rowOf(await WatchedRows.open(session, 'history', { account, roomId }), roomId)
}

/** Throws with status 1 when the history cannot be had, and with 4 when nothing has come for as long as the server may be silent. */
async function untilWhole({ session, account, roomId, context }: Asked): Promise<HistoryRow> {
  const watched = await WatchedRows.open(session, 'history', { account, roomId })
  for (;;) {
    const row = rowOf(watched, roomId)
    if (row.state === 'complete') return row
    if (row.state === 'failed') throw new CliError(1, 'failed', row.reason ?? 'The history of this room cannot be had.')
    if (row.state === 'none') throw new CliError(1, 'cancelled', 'The download was stopped.')
    await untilMore(watched, row, context.timeoutMs)
  }
}

/** Resolves when more has come, or it has ended. */
async function untilMore(watched: WatchedRows<'history'>, before: HistoryRow, patienceMs: number): Promise<void> {
  const end = new AbortController()
  const late = pause(patienceMs, 'late' as const, { signal: end.signal }).catch(() => 'late' as const)
  let { reason } = before
  try {
    for (;;) {
      if (await Promise.race([watched.changed, late]) === 'late') {
        const why = reason ?? 'No more of the history came.'
        throw new CliError(4, reason === null ? 'timeout' : 'offline', `${why} What is here stays, and the next time goes on.`)
      }
      const row = rowOf(watched, before.roomId)
      // Between two tries nothing is wrong.
      reason = row.reason ?? reason
      const isEnded = row.state === 'complete' || row.state === 'failed' || row.state === 'none'
      if (isEnded || row.events !== before.events || row.completeFrom !== before.completeFrom) return
    }
  } finally {
    end.abort()
  }
}

function rowOf({ rows }: WatchedRows<'history'>, roomId: RoomId): HistoryRow {
  const row = rows.find((one) => one.roomId === roomId)
  if (row === undefined) throw new CliError(1, 'not-found', 'The room is gone.')
  return row
}

const rowJson = ({ roomId, roomName, state, completeFrom, events, reason }: HistoryRow) =>
  ({ roomId, name: roomName, state, completeFrom, events, ...(reason !== null && { reason }) })

function sentenceOf({ state, events, completeFrom, reason }: HistoryRow): string {
  if (state === 'complete') return `All of its history is here: ${events} messages.`
  const since = completeFrom === null ? '' : `, whole since ${minuteOf(completeFrom)}`
  return `${events} messages are here${since}. ${reason === null ? states[state] : visible(reason)}`
}

const states = {
  none: 'No more is fetched.', waiting: 'The rest comes while Causeway runs.', loading: 'The rest is being fetched.', failed: 'The rest cannot be had.',
} as const

function listed(rows: readonly HistoryRow[]): Output {
  const text = rows.length === 0 ? 'No whole history was asked for.' : table(
    [{ title: 'Room' }, { title: 'State' }, { title: 'Whole since' }, { title: 'Messages' }],
    rows.map(({ roomName, roomId, state, completeFrom, events, reason }) => [
      visible(roomName === '' ? roomId : roomName),
      reason === null ? state : `${state}: ${visible(reason)}`,
      completeFrom === 0 ? 'the beginning' : minuteOf(completeFrom ?? 0),
      String(events),
    ]),
  )
  return { json: rows.map(rowJson), text }
}
