import type { UserId } from '../ids.ts'

/** Somebody as a row shows them: the name is already told apart from others of the same name in that room. */
export type Person = {
  readonly userId: UserId
  readonly name: string
  /** A URL of our own scheme, ready for an `img`, or null: draw initials. */
  readonly avatar: string | null
}
