import { resolve } from 'node:path'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { visible } from '../output/visible.ts'
import { readTarget } from './ids.ts'

export const download = defineCommand({
  usage: ['download EVENT --out PATH'],
  details: [
    'Saves the attachment of a message, decrypted where it was encrypted. A file that was changed on its way is not saved.',
    '',
    '--out PATH         where to; an older file there is replaced, once the new one is whole',
  ],
  options: { out: { type: 'string' } },
  words: [1, 1],
  run: async ({ values, positionals: [event = ''] }, context) => {
    const target = readTarget(event)
    if (values.out === undefined || values.out === '') throw usageError('download needs --out with the path to save to.')
    // Another process may write it, with another folder as its own.
    const path = resolve(values.out)
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const { size, mimetype } = await session.call('message.download', { account, target, path })
    return { json: { path, size, mimetype }, text: `Saved ${visible(path)} (${size} bytes, ${mimetype})` }
  },
})
