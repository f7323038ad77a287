import type { EncryptionCalls } from '../../../../preload/contract/calls/encryption-calls.ts'
import type { UserId } from '../../../../preload/contract/ids.ts'
import { signedOut } from '../../account/account.ts'
import { encryptionRow } from '../../crypto/encryption-row.ts'
import { countUndecrypted } from '../../store/tables/undecrypted.ts'
import type { HandlersOf } from '../answer-call.ts'
import type { HandlerContext } from './handler-context.ts'

type Handled = 'encryption.status' | 'encryption.setUp' | 'encryption.reset' | 'recovery.status' | 'recovery.setUp' | 'recovery.restore'

export function recoveryHandlers({ profile }: HandlerContext): HandlersOf<Pick<EncryptionCalls, Handled>> {
  const ofActive = (userId: UserId) => {
    const { standing, parts } = profile.account(userId)
    if (standing !== 'active') throw signedOut()
    return parts.encryption
  }
  return {
    'encryption.status': ({ account }) => {
      const { parts } = profile.account(account)
      return encryptionRow(account, parts.encryption, parts.store.read(countUndecrypted))
    },
    'encryption.setUp': async ({ account, password }) => {
      await ofActive(account).identity.settle(password)
      return {}
    },
    'encryption.reset': async ({ account, password }) => ({ recoveryKey: await ofActive(account).recovery.reset(password) }),
    'recovery.status': async ({ account }) => {
      const { backup, recovery } = ofActive(account)
      await backup.check()
      return { state: await recovery.check() }
    },
    'recovery.setUp': async ({ account, ...wanted }) => {
      const { backup, recovery } = ofActive(account)
      const recoveryKey = await recovery.setUp(wanted)
      // The key has to be told, come what may: what is not in the backup yet gets there with the next keys.
      await backup.upload().catch(() => undefined)
      return { recoveryKey }
    },
    'recovery.restore': async ({ account, recoveryKey }) => {
      const encryption = ofActive(account)
      const restored = await encryption.recovery.restore(recoveryKey)
      await profile.account(account).parts.healer.settled()
      return { restored, verified: await encryption.isVerified() }
    },
  }
}
