import type { TestContext } from 'node:test'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { readGaps } from '../../../../main/engine/store/tables/gaps.ts'
import { Pager } from '../../../../main/engine/timeline/paging.ts'
import { HistoryServer } from './history-server.ts'
import { event, idOf, me, RoomFixture } from './room-fixture.ts'

/** A room whose history, names of events oldest first, lies on a server: two events a page, each a millisecond after the one before. */
export class PagedRoom extends RoomFixture {
  readonly server = new HistoryServer()
  readonly pager: Pager

  constructor(context: TestContext, history: string) {
    super(context)
    this.server.events.push(...history.split(' ').filter(Boolean).map((name, at) => event(name, { origin_server_ts: at })))
    this.server.pageSize = 2
    this.server.contextSize = 2
    this.pager = new Pager({ store: this.store, homeserver: this.server, me, clock: systemClock, log: silentLog })
  }

  /** A sync response with the events of the server's history from one to another. */
  sync(first: string, last: string, limited = true): void {
    const at = (name: string) => this.server.events.findIndex((one) => one['event_id'] === idOf(name))
    this.append(this.server.events.slice(at(first), at(last) + 1), { limited, prevBatch: at(first) === 0 ? null : `t${at(first)}` })
  }

  gap(at: number): number {
    return this.store.read((reader) => readGaps(reader, this.room))[at]?.position ?? NaN
  }
}
