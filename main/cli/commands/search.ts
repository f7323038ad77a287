import { defineCommand } from '../command.ts'
import { searchJson } from '../output/search-json.ts'
import { searchText } from '../output/search-text.ts'
import { readLimit } from './ids.ts'

export const search = defineCommand({
  usage: ['search QUERY [--room ROOM] [--limit N]'],
  details: [
    'Finds messages on this computer by their words, newest first.',
    '',
    'QUERY              words that are all there: the last one, or one that ends in *, may be a beginning;',
    '                   "several words" stand together; -word is not there',
    '                   from:NAME in:ROOM has:link|file|image|video|audio mentions:me is:thread',
    '                   before:2024 after:2024-03 on:2024-03-14',
    '--room ROOM        only there: an id, an alias, or the exact name',
    '--limit N          how many at most (20)',
  ],
  options: { room: { type: 'string' }, limit: { type: 'string' } },
  words: [1, 1],
  run: async ({ values, positionals: [query = ''] }, context) => {
    const limit = readLimit(values.limit, 20, 200)
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const room = values.room === undefined ? {} : await session.call('room.resolve', { account, room: values.room })
    const result = await session.call('search.messages', { account, query, limit, ...room })
    return { json: searchJson(result), text: searchText(result) }
  },
})
