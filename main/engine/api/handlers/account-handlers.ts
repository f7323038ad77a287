import type { AccountCalls } from '../../../../preload/contract/calls/account-calls.ts'
import { catchUp } from '../../account/catch-up.ts'
import type { HandlersOf } from '../answer-call.ts'
import type { HandlerContext } from './handler-context.ts'

export const accountHandlers = ({ profile, signIn, clock }: HandlerContext): HandlersOf<AccountCalls> => ({
  'account.discover': ({ server }) => signIn.discover(server),
  'account.login': (credentials) => signIn.login(credentials),
  'account.reauthenticate': ({ account, password }) => signIn.reauthenticate(account, password),
  'account.logout': async ({ account }) => {
    await signIn.logout(account)
    return {}
  },
  'account.list': () => profile.accountRows(),
  'account.catchUp': ({ account, timeoutMs }) => catchUp(profile.account(account), { timeoutMs, clock }),
  'account.rebuild': ({ account }) => signIn.rebuild(account),
  'account.reconnect': ({ account }) => {
    profile.account(account).reconnect()
    return {}
  },
})
