import type { SearchCalls } from '../../../../preload/contract/calls/search-calls.ts'
import { readSearchCoverage } from '../../search/coverage.ts'
import { QueryError } from '../../search/query.ts'
import { searchMessages } from '../../search/search.ts'
import { roomKey } from '../../store/tables/rooms.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import type { HandlerContext } from './handler-context.ts'

export function searchHandlers({ profile }: HandlerContext): HandlersOf<SearchCalls> {
  return {
    'search.messages': ({ account, query, roomId, limit, before }) => {
      const { me, parts: { store } } = profile.account(account)
      return store.read((reader) => {
        if (roomId !== undefined && roomKey(reader, roomId) === undefined) {
          throw new CallError('not-found', 'There is no such room in this account.')
        }
        const input = { me, query, roomId: roomId ?? null, limit, before: before ?? null }
        return { ...answered(() => searchMessages(reader, input)), coverage: readSearchCoverage(reader, roomId ?? null) }
      })
    },
  }
}

function answered<T>(search: () => T): T {
  try {
    return search()
  } catch (error) {
    if (error instanceof QueryError) throw new CallError('bad-input', error.message)
    throw error
  }
}
