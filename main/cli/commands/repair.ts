import { defineCommand } from '../command.ts'

export const repair = defineCommand({
  usage: ['repair'],
  details: [
    'Begins a damaged store of messages anew; the next sync fills it from the server. The outbox, drafts and keys',
    'are kept, and the damaged file stays in the profile under another name.',
  ],
  options: {},
  words: [0, 0],
  run: async (_input, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const rebuilt = await session.call('account.rebuild', { account })
    const { file, operations, drafts, isWhole } = rebuilt
    const saved = `${operations} ${operations === 1 ? 'operation' : 'operations'} of the outbox and ${drafts} ${drafts === 1 ? 'draft' : 'drafts'} were kept`
    const text = `The store of ${account} is begun anew, and "causeway sync" fills it. ${saved}${isWhole ? '' : ', as far as they could be read'}. `
      + `What was there is in ${file}.`
    return { json: rebuilt, text }
  },
})
