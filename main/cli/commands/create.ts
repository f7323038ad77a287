import { defineCommand } from '../command.ts'
import { finish, queueHelp, queueOption } from './finish.ts'
import { readUserId } from './ids.ts'

export const create = defineCommand({
  usage: ['create [--name NAME] [--encrypted] [--direct] [--invite USER]… [--public] [--queue-only]'],
  details: [
    'Creates a room.',
    '',
    '--name NAME        what it is called',
    '--encrypted        end-to-end encrypted, which cannot be turned off again',
    '--direct           a direct chat with those who are invited',
    '--invite USER      invite a user; may be given several times',
    '--public           everybody may join, and it is in the server\'s list',
    queueHelp,
  ],
  options: {
    name: { type: 'string' },
    encrypted: { type: 'boolean' },
    direct: { type: 'boolean' },
    public: { type: 'boolean' },
    invite: { type: 'string', multiple: true },
    ...queueOption,
  },
  words: [0, 0],
  run: async ({ values }, context) => {
    const invite = values.invite?.map(readUserId) ?? []
    const { name } = values
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { localId } = await session.call('room.create', {
      account, invite, ...(name !== undefined && { name }),
      isEncrypted: values.encrypted === true, isDirect: values.direct === true, isPublic: values.public === true,
    })
    return finish({
      session, account, localId, context, isQueueOnly: values['queue-only'] === true, isSeenBySync: true,
      done: ({ roomId }) => ({ json: { roomId }, text: `Created ${roomId}` }),
    })
  },
})
