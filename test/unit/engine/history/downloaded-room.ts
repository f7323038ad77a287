import type { TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { HistoryDownload } from '../../../../main/engine/history/history-download.ts'
import { HistoryRows } from '../../../../main/engine/history/history-rows.ts'
import { Connectivity } from '../../../../main/engine/matrix/connectivity.ts'
import type { HistoryRow, KeepHistory } from '../../../../preload/contract/index.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { PagedRoom } from '../timeline/paged-room.ts'
import { roomId } from '../timeline/room-fixture.ts'

/** A room of which we are a member, whose history is downloaded by a clock that the test moves. */
export class DownloadedRoom extends PagedRoom {
  readonly clock = new ManualClock()
  readonly connectivity = new Connectivity({ clock: this.clock, random: () => 0.5, log: silentLog })
  keep: KeepHistory = 'nothing'
  isFilling = false
  /** Sessions whose keys were looked for, and whether the backup has them. */
  readonly keysAsked: string[] = []
  hasKeys = false
  history: HistoryDownload
  readonly #context: TestContext

  constructor(context: TestContext, history: string) {
    super(context, history)
    this.#context = context
    this.store.write((writer) => writer.run("UPDATE room SET membership = 'join' WHERE room = ?", this.room))
    this.history = this.#start()
  }

  /** The program ends, and begins anew over the same store. */
  async restart(): Promise<void> {
    await this.history.dispose()
    this.history = this.#start()
    this.history.goLive()
  }

  get progress(): HistoryRow | undefined {
    return new HistoryRows({ store: this.store, history: this.history }).read(roomId)[0]
  }

  /** Everything that a few pages take. */
  async pass(ms = 60_000): Promise<void> {
    await this.clock.advance(ms)
  }

  #start(): HistoryDownload {
    const history = new HistoryDownload({
      store: this.store, pager: this.pager, connectivity: this.connectivity, clock: this.clock, random: () => 0.5, log: silentLog,
      isFilling: () => this.isFilling,
      keepHistory: () => this.keep,
      fetchKey: (_room, sessionId) => {
        this.keysAsked.push(sessionId)
        return Promise.resolve(this.hasKeys)
      },
    })
    this.#context.after(() => history.dispose())
    return history
  }
}

export const named = (count: number): string => Array.from({ length: count }, (_, at) => `m${at}`).join(' ')
