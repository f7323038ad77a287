import type { SearchCalls } from '../../../../preload/contract/calls/search-calls.ts'
import type { Account } from '../../account/account.ts'
import { readSearchCoverage } from '../../search/coverage.ts'
import { takeInNew } from '../../search/keep-index.ts'
import { QueryError } from '../../search/query.ts'
import { searchMessages } from '../../search/search.ts'
import { roomKey } from '../../store/tables/rooms.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import type { HandlerContext } from './handler-context.ts'

/** How long a search waits for the index over what was stored before it, where nothing makes it in the background. */
const patienceMs = 2_000

export function searchHandlers({ profile, log }: HandlerContext): HandlersOf<SearchCalls> {
  /** A disk that is full keeps nobody from finding what is in the index. */
  const bringUp = async ({ parts: { store, indexing } }: Account): Promise<void> => {
    try {
      await indexing.advance(patienceMs)
      takeInNew(store)
    } catch (error) {
      log.warn('The index of search could not be brought up', { error })
    }
  }
  return {
    'search.messages': async ({ account, query, roomId, limit, before }) => {
      const found = profile.account(account)
      await bringUp(found)
      return found.parts.store.read((reader) => {
        if (roomId !== undefined && roomKey(reader, roomId) === undefined) {
          throw new CallError('not-found', 'There is no such room in this account.')
        }
        const input = { me: found.me, query, roomId: roomId ?? null, limit, before: before ?? null }
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
