import { resolve } from 'node:path'
import { usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'

export const keys = defineCommand({
  usage: ['keys export FILE [--passphrase-stdin]', 'keys import FILE [--passphrase-stdin]'],
  details: [
    'Writes the keys of encrypted messages into a file, or takes them out of one. The file is encrypted under a',
    'passphrase, in the form that other Matrix programs write and read as well.',
    '',
    '--passphrase-stdin   read the passphrase from standard input; without it a terminal is asked',
  ],
  options: { 'passphrase-stdin': { type: 'boolean' } },
  words: [2, 2],
  run: async ({ positionals: [verb, file = ''] }, context) => {
    if (verb !== 'export' && verb !== 'import') throw usageError('It goes like this: causeway keys export FILE, or keys import FILE')
    const session = await context.openEngine()
    const account = await session.accountId(context.accountId)
    const passphrase = await context.readSecret('Passphrase of the file: ')
    if (passphrase === '') throw usageError(`keys ${verb} needs a passphrase on standard input.`)
    // Whoever has the profile open may stand in another folder.
    const path = resolve(file)
    if (verb === 'export') {
      const result = await session.call('keys.export', { account, path, passphrase })
      return { json: result, text: `Wrote ${result.keys} keys to ${file}.` }
    }
    const result = await session.call('keys.import', { account, source: { from: 'path', path }, passphrase })
    return { json: result, text: `Took in ${result.keys} keys.` }
  },
})
