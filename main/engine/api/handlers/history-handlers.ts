import type { HistoryCalls } from '../../../../preload/contract/calls/history-calls.ts'
import { readRoom } from '../../store/tables/rooms.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import type { HandlerContext } from './handler-context.ts'

export function historyHandlers({ profile }: HandlerContext): HandlersOf<HistoryCalls> {
  return {
    'history.download': ({ account, roomId }) => {
      const { store, history } = profile.account(account).parts
      const room = store.read((reader) => readRoom(reader, roomId))
      if (room === undefined) throw new CallError('not-found', 'There is no such room in this account.')
      if (room.membership !== 'join') throw new CallError('forbidden', 'You are not in this room: its history can be had by its members only.')
      history.download(roomId)
      return {}
    },
    'history.stop': ({ account, roomId }) => {
      profile.account(account).parts.history.stop(roomId)
      return {}
    },
  }
}
