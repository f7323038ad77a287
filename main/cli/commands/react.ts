import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption, sentEvent } from './finish.ts'
import { readTarget } from './ids.ts'

export const react = defineCommand({
  usage: ['react EVENT KEY [--queue-only]'],
  details: ['Reacts to an event with KEY, an emoji mostly.', '', queueHelp],
  options: queueOption,
  words: [2, 2],
  run: async ({ values, positionals: [event = '', key = ''] }, context) => {
    const target = readTarget(event)
    if (key === '') throw usageError('A reaction needs a key, such as 👍.')
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { localId } = await session.call('message.react', { account, target, key })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, isSeenBySync: true,
      done: sentEvent(localId, 'Reacted'),
    })
  },
})
