import type { TestContext } from 'node:test'
import type { Account } from '../../../../main/engine/account/account.ts'
import { Profile } from '../../../../main/engine/account/profile.ts'
import { systemClock } from '../../../../main/engine/base/clock.ts'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { HomeserverError } from '../../../../main/engine/matrix/errors.ts'
import type { Path } from '../../../../main/engine/matrix/path.ts'
import { ensureRoom, putRoomFacts } from '../../../../main/engine/store/tables/rooms.ts'
import { putState } from '../../../../main/engine/store/tables/state.ts'
import { appendEvents } from '../../../../main/engine/timeline/append.ts'
import { prepareEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import { Frames } from '../../../../main/engine/views/frames.ts'
import { viewOpeners } from '../../../../main/engine/views/index.ts'
import { LiveView } from '../../../../main/engine/views/live-view.ts'
import { applyDiffs, type EngineViews, type TimelineRow } from '../../../../preload/contract/index.ts'
import { tempFolderFor } from '../../../harness/temp-folder.ts'
import { json, refusal, scriptedServer, type Answer, type ScriptedServer } from '../matrix/scripted-server.ts'
import { HistoryServer } from '../timeline/history-server.ts'
import { event, idOf, me, roomId } from '../timeline/room-fixture.ts'

/** A profile with one account in one room, whose homeserver knows the room's history. */
export class WatchedRoom {
  readonly profile: Profile
  readonly history = new HistoryServer()
  readonly server: ScriptedServer
  /** Answers instead of the history, where it is set. */
  trouble: Answer | undefined
  readonly #frames = new Frames({ clock: systemClock, log: silentLog })

  private constructor(profile: Profile, server: ScriptedServer) {
    this.profile = profile
    this.server = server
  }

  /** `history`: names of the events that the server knows, oldest first. */
  static async open(test: TestContext, history: string): Promise<WatchedRoom> {
    const server = await scriptedServer(test)
    const dir = await tempFolderFor(test)
    const profile = await Profile.open({ dir, key: new Uint8Array(32), mode: 'quiet', clock: systemClock, log: silentLog, random: () => 0 })
    const room = new WatchedRoom(profile, server)
    room.history.events.push(...history.split(' ').map((name, at) => event(name, { origin_server_ts: at })))
    room.history.pageSize = 3
    server.answer((response, request) => void room.#answer(request.url).then((answer) => answer(response, request)))
    await profile.add({
      ...me, homeserver: server.url, folder: 'me', session: 'active', tokens: { accessToken: 'token' }, name: null, avatar: null,
      addedTs: 0,
    })
    room.account.parts.store.write((writer) => {
      const key = ensureRoom(writer, roomId)
      putRoomFacts(writer, key, { membership: 'join' })
      putState(writer, key, {
        type: 'm.room.create', stateKey: '', eventId: idOf('create'), sender: me.userId, ts: 0, content: { room_version: '11' },
      })
    })
    test.after(async () => {
      room.#frames.dispose()
      await profile.dispose()
    })
    return room
  }

  get account(): Account {
    return this.profile.account(me.userId)
  }

  /** A sync response with the events of the server's history from one to another. */
  sync(first: string, last: string, limited = true): void {
    const at = (name: string) => this.history.events.findIndex((one) => one['event_id'] === idOf(name))
    const events = this.history.events.slice(at(first), at(last) + 1).map((raw) => prepareEvent(raw)).filter((one) => one !== null)
    this.account.parts.store.write((writer) => appendEvents(writer, {
      room: ensureRoom(writer, roomId), roomId, me, events, limited, prevBatch: at(first) === 0 ? null : `t${at(first)}`,
    }))
  }

  /** Something new is said on the server and comes with a sync. */
  say(name: string): void {
    this.history.events.push(event(name, { origin_server_ts: this.history.events.length }))
    this.sync(name, name, false)
  }

  look(more: Partial<EngineViews['timeline']['in']> = {}): LookedAt {
    return new LookedAt(this.profile, this.#frames, { account: me.userId, roomId, count: 4, ...more })
  }

  async #answer(url: string): Promise<Answer> {
    if (this.trouble !== undefined) return this.trouble
    const { pathname, searchParams } = new URL(url, this.server.url)
    if (pathname.endsWith('/versions')) return json({ versions: ['v1.11'] })
    try {
      const query = { ...Object.fromEntries(searchParams), limit: Number(searchParams.get('limit')) }
      return json(await this.history.json({ method: 'GET', path: pathname as Path, query }))
    } catch (error) {
      if (error instanceof HomeserverError && error.code === 'not-found') return refusal(404, 'M_NOT_FOUND')
      throw error
    }
  }
}

/** A conversation as somebody sees it who applies the diffs. */
export class LookedAt {
  rows: readonly TimelineRow[] = []
  head: EngineViews['timeline']['head'] | undefined
  lost: unknown
  readonly view: LiveView<TimelineRow, EngineViews['timeline']['head'], EngineViews['timeline']['move']>
  readonly #waiting = new Set<() => void>()

  constructor(profile: Profile, frames: Frames, input: EngineViews['timeline']['in']) {
    this.view = new LiveView({
      frames,
      open: viewOpeners(profile, { clock: systemClock, log: silentLog }).timeline(input),
      sink: {
        canTake: () => true,
        take: (diffs, head) => {
          this.rows = applyDiffs(this.rows, diffs)
          this.head = head
          for (const look of [...this.#waiting]) look()
        },
        lost: (error) => {
          this.lost = error
          for (const look of [...this.#waiting]) look()
        },
      },
    })
  }

  /** `a b - c`: events by their names, a dash for a gap; `live` at the end of a view that is. */
  get drawn(): string {
    const names = this.rows.map((row) => row.content.type === 'gap' ? '-' : (row.eventId?.slice(1) ?? row.plain))
    return [...names, ...(this.head?.isLive === true ? ['live'] : [])].join(' ')
  }

  /** Resolves when it looks so. */
  until(condition: (seen: LookedAt) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition(this)) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  untilDrawn(drawn: string): Promise<void> {
    return this.until((seen) => seen.drawn === drawn)
  }
}
