import type { UserId } from '../../../../preload/contract/ids.ts'

/** What a body's mentions and pictures are resolved with. */
export type BodyOptions = {
  /** Whose media cache serves the pictures; a mention of them is a mention of me. */
  readonly me: UserId
  /** A member's name in the room; undefined leaves what the sender wrote. */
  readonly nameOf?: (userId: UserId) => string | undefined
}
