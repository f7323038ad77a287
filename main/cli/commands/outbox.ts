import type { UserId } from '../../../preload/contract/ids.ts'
import type { OutboxRow } from '../../../preload/contract/rows/outbox-row.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand, type Output } from '../command.ts'
import type { Context } from '../context.ts'
import type { EngineSession } from '../engine/session.ts'
import { table } from '../output/table.ts'
import { minuteOf } from '../output/times.ts'
import { visible } from '../output/visible.ts'
import { finish } from './finish.ts'
import { readLocalId } from './ids.ts'

export const outbox = defineCommand({
  usage: ['outbox', 'outbox retry ID', 'outbox cancel ID'],
  details: [
    'Lists what waits to be sent or was refused. "retry" tries one of them again and waits for what becomes of it,',
    '"cancel" takes one back; both then print what is left.',
  ],
  options: {},
  words: [0, 2],
  run: async ({ positionals: [verb, id] }, context) => {
    const act = readVerb(verb, id)
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    await act(session, account, context)
    const rows = await session.call('outbox.list', { account })
    return { json: rows.map(rowJson), text: rows.length === 0 ? 'The outbox is empty.' : rowTable(rows) }
  },
})

type Act = (session: EngineSession, account: UserId, context: Context) => Promise<unknown>

function readVerb(verb: string | undefined, id: string | undefined): Act {
  if (verb === undefined) return async () => undefined
  if (id === undefined || (verb !== 'retry' && verb !== 'cancel')) {
    throw usageError('It goes like this: causeway outbox [retry ID | cancel ID]')
  }
  const localId = readLocalId(id)
  if (verb === 'cancel') return (session, account) => session.call('outbox.cancel', { account, localId })
  return async (session, account, context): Promise<Output> => {
    await session.call('outbox.retry', { account, localId })
    return finish({ session, account, localId, context, isQueueOnly: false, done: () => ({ json: {}, text: '' }) })
  }
}

const rowJson = ({ localId, roomId, operation, state, reason }: OutboxRow) =>
  ({ localId, roomId, operation, state, ...(reason !== null && { reason }) })

const rowTable = (rows: readonly OutboxRow[]): string => table(
  [{ title: 'Id' }, { title: 'What' }, { title: 'Room' }, { title: 'Since' }, { title: 'State' }],
  rows.map(({ localId, operation, summary, roomName, roomId, createdTs, state, reason }) => [
    localId,
    summary === '' ? operation : `${operation}: ${visible(summary)}`,
    visible(roomName === '' ? (roomId ?? '') : roomName),
    minuteOf(createdTs),
    reason === null ? state : `${state}: ${visible(reason)}`,
  ]),
)
