import type { RoomId } from '../../../preload/contract/index.ts'

/**
 * What a transaction touched, announced once it is committed. It names things and carries no data: whoever shows them reads them again.
 * It is the only way in which views learn of news, wherever the news came from (sync, paging, the outbox, a setting).
 */
export type ChangeSet = {
  /** Rooms whose row in the list or whose head changed. */
  readonly rooms: ReadonlySet<RoomId>
  /** Rooms whose timeline rows changed: events, relations, redactions, gaps, local echoes, receipts, names of senders. */
  readonly timelines: ReadonlySet<RoomId>
  readonly members: ReadonlySet<RoomId>
  /** Types of global account data. */
  readonly accountData: ReadonlySet<string>
  readonly outbox: boolean
  /** The account's own row: profile, connection counters. */
  readonly account: boolean
}

/** Collects a change set while a transaction runs. */
export class Changes implements ChangeSet {
  readonly rooms = new Set<RoomId>()
  readonly timelines = new Set<RoomId>()
  readonly members = new Set<RoomId>()
  readonly accountData = new Set<string>()
  outbox = false
  account = false

  get isEmpty(): boolean {
    return !this.outbox && !this.account && this.rooms.size + this.timelines.size + this.members.size + this.accountData.size === 0
  }
}
