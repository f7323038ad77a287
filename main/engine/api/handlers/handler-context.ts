import type { Profile } from '../../account/profile.ts'
import type { SignIn } from '../../account/sign-in.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'

/** What handlers work with. */
export type HandlerContext = {
  readonly profile: Profile
  readonly signIn: SignIn
  readonly clock: Clock
  readonly log: Log
}
