import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption } from './finish.ts'

export const leave = defineCommand({
  usage: ['leave ROOM [--queue-only]'],
  details: ['Leaves a room, or declines an invitation.', '', queueHelp],
  options: queueOption,
  words: [1, 1],
  run: async ({ values, positionals: [room = ''] }, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { roomId } = await session.call('room.resolve', { account, room })
    const { localId } = await session.call('room.leave', { account, roomId })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, isSeenBySync: true,
      done: () => ({ json: {}, text: `Left ${roomId}` }),
    })
  },
})
