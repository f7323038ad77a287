import { defineCommand } from '../command.ts'

export const sync = defineCommand({
  usage: ['sync [--timeout SECONDS]'],
  details: [
    'Takes in everything new, sends the outbox, and ends.',
    '',
    '--timeout SECONDS  how long the server may be silent (30)',
  ],
  options: {},
  words: [0, 0],
  run: async (_input, context) => {
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const caughtUp = await session.call('account.catchUp', { account, timeoutMs: context.timeoutMs })
    const { rooms, events, undecrypted, waiting, refused, seconds } = caughtUp
    const remarks = [
      ...(undecrypted === 0 ? [] : [`${undecrypted} of them could not be decrypted`]),
      ...(waiting === 0 ? [] : [`${waiting} in the outbox still wait`]),
      ...(refused === 0 ? [] : [`${refused} in the outbox were refused (see "causeway outbox")`]),
    ]
    const text = [`${events} new events in ${rooms} rooms, in ${seconds.toFixed(1)} seconds`, ...remarks].join('; ')
    return { json: { rooms, events, undecrypted, waiting, refused, seconds }, text: `${text}.` }
  },
})
