import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'

export const whoami = defineCommand({
  usage: ['whoami'],
  details: ['Says who is signed in. Works without network.'],
  options: {},
  words: [0, 0],
  run: async (_input, context) => {
    const session = await context.openEngine()
    const { userId, deviceId, homeserver, connection } = await session.account(context.accountId)
    if (connection === 'signed-out') {
      const what = `The homeserver ended the session of ${userId}`
      throw new CliError(3, 'signed-out', `${what}: use "causeway login" to sign in again. Everything is still here.`)
    }
    // An account whose data cannot be opened says so here.
    await session.call('outbox.list', { account: userId })
    return { json: { userId, deviceId, homeserver, locked: false }, text: `${userId} (device ${deviceId}) at ${homeserver}` }
  },
})
