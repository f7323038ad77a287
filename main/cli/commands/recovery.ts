import type { UserId } from '../../../preload/contract/ids.ts'
import { usageError } from '../cli-error.ts'
import { defineCommand, type Output } from '../command.ts'
import type { Context } from '../context.ts'
import type { EngineSession } from '../engine/session.ts'
import { withPassword } from './with-password.ts'

export const recovery = defineCommand({
  usage: ['recovery setup [--reset] [--password-stdin]', 'recovery restore [--key-stdin]', 'recovery status'],
  details: [
    'The recovery key brings encrypted messages back when every device is lost. "setup" makes it and prints it once;',
    '"restore" verifies this device with it and fetches the keys from the backup; "status" says whether there is one.',
    '',
    '--reset            make a new one, after which the one before opens nothing; on a device that is not verified',
    '                   this begins anew, and other devices have to be verified again',
    '--password-stdin   read the account\'s password from standard input, for a server that asks for it',
    '--key-stdin        read the recovery key, or its passphrase, from standard input; without it a terminal is asked',
  ],
  options: { 'reset': { type: 'boolean' }, 'password-stdin': { type: 'boolean' }, 'key-stdin': { type: 'boolean' } },
  words: [1, 1],
  run: async ({ positionals: [verb], values }, context) => {
    const act = acts.get(verb ?? '')
    if (act === undefined) throw usageError('It goes like this: causeway recovery setup, restore or status')
    const session = await context.openEngine()
    return act({ session, account: await session.accountId(context.accountId), context, isReset: values.reset === true })
  },
})

type Acting = { readonly session: EngineSession; readonly account: UserId; readonly context: Context; readonly isReset: boolean }

const acts: ReadonlyMap<string, (acting: Acting) => Promise<Output>> = new Map([
  ['setup', setUp],
  ['restore', restore],
  ['status', status],
])

async function setUp({ session, account, context, isReset }: Acting): Promise<Output> {
  const { recoveryKey } = await withPassword(context, (password) => session.call('recovery.setUp', { account, reset: isReset, ...password }))
  const advice = 'This is your recovery key. It is shown only now: write it down and keep it where nobody else looks.'
  return { json: { recoveryKey }, text: `${advice}\n${recoveryKey}` }
}

async function restore({ session, account, context }: Acting): Promise<Output> {
  const recoveryKey = await context.readSecret('Recovery key or passphrase: ')
  if (recoveryKey.trim() === '') throw usageError('recovery restore needs the recovery key on standard input.')
  const restored = await session.call('recovery.restore', { account, recoveryKey })
  const keys = restored.restored === 1 ? '1 key is' : `${restored.restored} keys are`
  return { json: restored, text: `This device is verified, and ${keys} back.` }
}

async function status({ session, account }: Acting): Promise<Output> {
  const { state } = await session.call('recovery.status', { account })
  return { json: { state }, text: texts[state] }
}

const texts = {
  'unknown': 'It is not known yet whether recovery is set up.',
  'none': 'No recovery is set up: use "causeway recovery setup".',
  'incomplete': 'Recovery is set up, and this device has not been restored from it: use "causeway recovery restore".',
  'set-up': 'Recovery is set up.',
} as const
