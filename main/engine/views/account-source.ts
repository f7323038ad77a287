import type { UserId } from '../../../preload/contract/ids.ts'
import type { Account } from '../account/account.ts'
import type { Profile } from '../account/profile.ts'
import type { ChangeSet } from '../store/change-set.ts'
import type { Look, OpenSource } from './live-view.ts'

export type AccountSourceOptions<Row, Head, Move> = {
  readonly profile: Profile
  readonly userId: UserId
  readonly read: (account: Account) => Look<Row, Head>
  /** Whether a commit may have changed what the view shows. */
  readonly isTouchedBy: (changes: ChangeSet) => boolean
  /** Listens to what is not in the store; returns what ends it. */
  readonly listen?: (account: Account, touched: () => void) => () => void
  readonly move?: (to: Move) => void
}

/** The source of a view of one account: it follows the account's store, and ends when the account is gone. Throws when it is not here. */
export function accountSource<Row, Head, Move>(options: AccountSourceOptions<Row, Head, Move>): OpenSource<Row, Head, Move> {
  const { profile, userId, read, isTouchedBy, listen, move } = options
  // Now, so that whoever asks for a view of an unknown account is refused at once.
  const account = profile.account(userId)
  return (touched) => {
    const offs = [
      account.parts.store.onChange((changes) => { if (isTouchedBy(changes)) touched() }),
      profile.onGone.on((gone) => { if (gone === userId) touched() }),
      ...(listen === undefined ? [] : [listen(account, touched)]),
    ]
    return {
      read: () => read(profile.account(userId)),
      move: (to) => move?.(to),
      dispose: () => { for (const off of offs) off() },
    }
  }
}
