import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption } from './finish.ts'

export const join = defineCommand({
  usage: ['join ROOM [--queue-only]'],
  details: [
    'Joins a room, or accepts an invitation.',
    '',
    'ROOM               an id, an alias, or the exact name of an invitation',
    queueHelp,
  ],
  options: queueOption,
  words: [1, 1],
  run: async ({ values, positionals: [room = ''] }, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { localId } = await session.call('room.join', { account, room })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, isSeenBySync: true,
      done: ({ roomId }) => ({ json: { roomId }, text: `Joined ${roomId}` }),
    })
  },
})
