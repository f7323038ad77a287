import { defineCommand } from '../command.ts'

export const logout = defineCommand({
  usage: ['logout'],
  details: ['Ends the session, on the server too where it can be reached, and deletes what this computer holds of the account.'],
  options: {},
  words: [0, 0],
  run: async (_input, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    await session.call('account.logout', { account })
    return { json: {}, text: `${account} is signed out, and nothing of it is left on this computer.` }
  },
})
