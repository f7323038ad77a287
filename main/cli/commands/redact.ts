import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption, sentEvent } from './finish.ts'
import { readTarget } from './ids.ts'

export const redact = defineCommand({
  usage: ['redact EVENT [--reason TEXT] [--queue-only]'],
  details: [
    'Takes an event back. What still waits in the outbox is cancelled there.',
    '',
    '--reason TEXT      why, for the others in the room',
    queueHelp,
  ],
  options: { reason: { type: 'string' }, ...queueOption },
  words: [1, 1],
  run: async ({ values, positionals: [event = ''] }, context) => {
    const target = readTarget(event)
    const { reason } = values
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { localId } = await session.call('message.redact', { account, target, ...(reason !== undefined && { reason }) })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, isSeenBySync: true,
      done: sentEvent(localId, 'Taken back'),
    })
  },
})
