import { roomFilters } from '../../../preload/contract/calls/room-calls.ts'
import type { RoomRow } from '../../../preload/contract/rows/room-row.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { table } from '../output/table.ts'
import { minuteOf } from '../output/times.ts'
import { visible } from '../output/visible.ts'
import { readLimit } from './ids.ts'

export const rooms = defineCommand({
  usage: ['rooms [--filter FILTER] [--limit N]'],
  details: [
    'Lists rooms in the order of the app. Works without network.',
    '',
    `--filter FILTER    ${roomFilters.join(', ')}; all is joined and invited`,
    '--limit N          how many at most',
  ],
  options: { filter: { type: 'string' }, limit: { type: 'string' } },
  words: [0, 0],
  run: async ({ values }, context) => {
    const filter = roomFilters.find((known) => known === (values.filter ?? 'all'))
    if (filter === undefined) throw usageError(`--filter is one of ${roomFilters.join(', ')}.`)
    const limit = readLimit(values.limit, 100_000, 100_000)
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const list = await session.call('room.list', { account, filter, limit })
    return { json: list.map(roomJson), text: list.length === 0 ? 'No rooms.' : roomTable(list) }
  },
})

const roomJson = ({ roomId, name, isEncrypted, isDirect, unread, mentions, lastEventTs, membership, network }: RoomRow) =>
  ({ roomId, name, isEncrypted, isDirect, unread, mentions, lastEventTs, membership, ...(network !== null && { network }) })

const roomTable = (list: readonly RoomRow[]): string => table(
  [{ title: 'Room' }, { title: 'Unread', isNumber: true }, { title: 'Last' }, { title: '' }, { title: 'Id' }],
  list.map((room) => [
    visible(room.name), room.unread === 0 ? '' : String(room.unread), minuteOf(room.lastEventTs), kindOf(room), visible(room.roomId),
  ]),
)

const kindOf = ({ membership, isDirect, isEncrypted, mentions }: RoomRow): string => [
  ...(membership === 'join' ? [] : [membership]),
  ...(isDirect ? ['direct'] : []),
  ...(isEncrypted ? ['encrypted'] : []),
  ...(mentions > 0 ? [`${mentions} mentions`] : []),
].join(', ')
