import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { HandlersOf } from '../answer-call.ts'
import { CallError } from '../call-error.ts'
import type { HandlerContext } from './handler-context.ts'

export const keyHandlers = ({ profile }: HandlerContext): HandlersOf<Pick<EncryptionCalls, 'keys.export' | 'keys.import'>> => ({
  'keys.export': async ({ account, path, passphrase }) =>
    ({ keys: await profile.account(account).parts.encryption.keyFiles.export(path, passphrase) }),
  'keys.import': async ({ account, source, passphrase }) => {
    // A window's choice has become a path on its way here.
    if (source.from === 'picked') throw new CallError('bad-input', 'The file is not there any more: choose it again.')
    const { encryption, healer } = profile.account(account).parts
    const keys = await encryption.keyFiles.import(source.path, passphrase)
    // Whoever asks for messages next is to find them readable.
    await healer.settled()
    return { keys }
  },
})
