import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption } from './finish.ts'
import { readUserId } from './ids.ts'

export const invite = defineCommand({
  usage: ['invite ROOM USER [--queue-only]'],
  details: ['Invites a user into a room.', '', queueHelp],
  options: queueOption,
  words: [2, 2],
  run: async ({ values, positionals: [room = '', user = ''] }, context) => {
    const userId = readUserId(user)
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { roomId } = await session.call('room.resolve', { account, room })
    const { localId } = await session.call('room.invite', { account, roomId, userId })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, isSeenBySync: true,
      done: () => ({ json: {}, text: `Invited ${userId}` }),
    })
  },
})
