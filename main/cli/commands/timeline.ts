import { defineCommand } from '../command.ts'
import { isEventRow, timelineJson } from '../output/timeline-json.ts'
import { timelineText } from '../output/timeline-text.ts'
import { readEventId, readLimit } from './ids.ts'

export const timeline = defineCommand({
  usage: ['timeline ROOM [--limit N] [--before EVENT]'],
  details: [
    'Prints the newest messages of a room, oldest first. What is not on this computer is fetched.',
    '',
    'ROOM               an id, an alias, or the exact name',
    '--limit N          how many rows (50)',
    '--before EVENT     those before this event',
  ],
  options: { limit: { type: 'string' }, before: { type: 'string' } },
  words: [1, 1],
  run: async ({ values, positionals: [room = ''] }, context) => {
    const limit = readLimit(values.limit, 50, 10_000)
    const before = values.before === undefined ? undefined : readEventId(values.before)
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { roomId } = await session.call('room.resolve', { account, room })
    const rows = await session.call('timeline.list', { account, roomId, limit, ...(before !== undefined && { before }) })
    return { json: rows.filter(isEventRow).map(timelineJson), text: timelineText(rows) }
  },
})
