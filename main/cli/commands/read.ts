import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption } from './finish.ts'

export const read = defineCommand({
  usage: ['read ROOM [--queue-only]'],
  details: ['Marks everything in a room as read.', '', queueHelp],
  options: queueOption,
  words: [1, 1],
  run: async ({ values, positionals: [room = ''] }, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { roomId } = await session.call('room.resolve', { account, room })
    const { localId } = await session.call('room.read', { account, roomId })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, done: () => ({ json: {}, text: 'Marked as read.' }),
    })
  },
})
