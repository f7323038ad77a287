import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption, sentEvent } from './finish.ts'
import { readTarget } from './ids.ts'

export const edit = defineCommand({
  usage: ['edit EVENT TEXT [--markdown] [--queue-only]'],
  details: [
    'Changes the text of a message of your own. What still waits in the outbox is changed there.',
    '',
    '--markdown         read TEXT as Markdown',
    queueHelp,
  ],
  options: { markdown: { type: 'boolean' }, ...queueOption },
  words: [2, 2],
  run: async ({ values, positionals: [event = '', text = ''] }, context) => {
    const target = readTarget(event)
    if (text === '') throw usageError('An empty text is no message: use "causeway redact" to take it back.')
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const format = values.markdown === true ? 'markdown' : 'plain'
    const { localId } = await session.call('message.edit', { account, target, text, format })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, isSeenBySync: true,
      done: sentEvent(localId, 'Changed'),
    })
  },
})
