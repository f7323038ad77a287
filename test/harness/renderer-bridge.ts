/**
 * A `Bridge` without anything behind it: answers from the made-up world, so that every screen of the window can be looked at in a plain
 * browser. Calls change the world where that shows; everything else answers kindly and does nothing.
 */
import type {
  Batch, Bridge, CallInput, CallName, CallResult, EventId, Outcome, PickedFile, RoomId, RoomListRow, RoomRow, TimelineMove, TimelineRow,
  ViewName, Views, Watch,
} from '../../preload/contract/index.ts'
import { answers, type Answer } from './renderer-answers.ts'
import { roomList } from './renderer-room-list.ts'
import { timelineOf, unreadOf } from './renderer-timelines.ts'
import { members, worldOf, type Scene, type World } from './renderer-world.ts'
import type { Settings } from '../../preload/contract/index.ts'

type Shown<Name extends ViewName> = { readonly rows: readonly Views[Name]['row'][]; readonly head: Views[Name]['head'] }
type Live = { readonly refresh: () => void }

export class ScriptedBridge implements Bridge {
  readonly scene: Scene
  world: World
  readonly #timelines = new Map<RoomId, TimelineRow[]>()
  readonly #live = new Set<Live>()

  constructor(scene: Scene, settings: Partial<Settings> = {}) {
    this.scene = scene
    this.world = worldOf(scene, settings)
  }

  /** Changes the world; whoever watches is told. */
  change(next: Partial<World>): void {
    this.world = { ...this.world, ...next }
    this.refresh()
  }

  refresh(): void {
    for (const live of this.#live) live.refresh()
  }

  /** The rows of a room, to be changed in place and followed by `refresh`. */
  timeline(roomId: RoomId): TimelineRow[] {
    const known = this.#timelines.get(roomId) ?? [...timelineOf(roomId)]
    this.#timelines.set(roomId, known)
    return known
  }

  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Outcome<CallResult<Name>>> {
    await new Promise((resolve) => setTimeout(resolve, this.scene === 'slow' ? 1500 : 15))
    const answer: Answer<Name> | undefined = answers[name]
    if (answer === undefined) return { ok: false, failure: { code: 'unsupported', message: `The scripted bridge has no ${name}.` } }
    return answer(input, this)
  }

  watch<Name extends ViewName>(name: Name, input: Views[Name]['in'], onBatch: (batch: Batch<Name>) => void, onFailure?: (message: string) => void): Watch<Name> {
    let moved: Views[Name]['move'] | null = null
    let window = { before: 40, after: 0, live: true, anchor: null as EventId | null }
    const show = (): void => {
      const shown = this.#read(name, input, moved, window)
      if (shown === null) onFailure?.('This room is not on this computer.')
      else onBatch({ diffs: [{ op: 'reset', rows: shown.rows }], head: shown.head })
    }
    const live: Live = { refresh: () => setTimeout(() => { if (this.#live.has(live)) show() }, 5) }
    this.#live.add(live)
    setTimeout(() => { if (this.#live.has(live)) show() }, this.scene === 'slow' && name !== 'app' && name !== 'settings' && name !== 'accounts' ? 60_000 : 10)
    return {
      move: (to) => {
        if (name === 'timeline') window = shifted(window, to as TimelineMove)
        else moved = to
        live.refresh()
      },
      stop: () => { this.#live.delete(live) },
    }
  }

  async adopt(files: readonly unknown[]): Promise<readonly (PickedFile | null)[]> {
    return files.map(() => null)
  }

  #read<Name extends ViewName>(name: Name, input: Views[Name]['in'], moved: Views[Name]['move'] | null, window: TimelineWindow): Shown<Name> | null {
    const read = { ...(input as object), ...(moved === null ? {} : (moved as object)) }
    return this.#views[name](read as never, window) as Shown<Name> | null
  }

  readonly #views: { readonly [Name in ViewName]: (input: Views[Name]['in'], window: TimelineWindow) => Shown<Name> | null } = {
    app: () => ({ rows: [this.world.app], head: {} }),
    settings: () => ({ rows: [{ ...this.world.settings, key: 'settings' }], head: {} }),
    accounts: () => this.world.app.engine === 'ready' || this.world.app.engine === 'restarting' ? { rows: this.world.accounts, head: {} } : { rows: [], head: {} },
    spaces: () => ({ rows: this.world.spaces, head: {} }),
    outbox: () => ({ rows: this.world.outbox, head: {} }),
    feed: () => ({ rows: [], head: {} }),
    rooms: ({ filter, space, folded, from, count }) => {
      const all: readonly RoomListRow[] = roomList(this.world.rooms, { filter, folded: folded ?? [], isInSpace: space !== undefined })
      const start = Math.min(from, Math.max(0, all.length - 1))
      return { rows: all.slice(start, start + count), head: { total: all.length, from: start } }
    },
    room: ({ roomId }) => {
      const room = this.world.rooms.find((one) => one.roomId === roomId)
      if (room === undefined) return null
      return { rows: [details(room)], head: {} }
    },
    members: ({ query, from, count }) => {
      const all = members(240).filter((row) => row.person.name.toLowerCase().includes((query ?? '').toLowerCase()))
      return { rows: all.slice(from, from + count), head: { total: all.length, from } }
    },
    timeline: ({ roomId }, { before, anchor, live }) => {
      const all = this.timeline(roomId)
      const at = anchor === null ? -1 : all.findIndex((row) => row.eventId === anchor)
      const end = at === -1 ? all.length : Math.min(all.length, at + 40)
      const start = Math.max(0, (at === -1 ? all.length : at) - before)
      return {
        rows: all.slice(start, end),
        head: { atStart: start === 0, isLive: live && end === all.length, older: 'idle', newer: 'idle', reason: null, unreadFrom: unreadOf(roomId), anchor: all[at]?.key ?? null },
      }
    },
  }
}

type TimelineWindow = { readonly before: number; readonly after: number; readonly live: boolean; readonly anchor: EventId | null }

function shifted(window: TimelineWindow, to: TimelineMove): TimelineWindow & { live: boolean; anchor: EventId | null } {
  if (to.to === 'older') return { ...window, before: window.before + to.count }
  if (to.to === 'event') return { ...window, before: 40, live: false, anchor: to.eventId }
  return { ...window, live: true, anchor: null, before: Math.max(40, window.before) }
}

function details(room: RoomRow): Views['room']['row'] {
  const isInvite = room.membership === 'invite'
  return {
    key: room.roomId, room, topic: room.isDirect ? '' : 'What ships, when, and who says so. Notes: https://harbour.example/launch', alias: null,
    joinedCount: room.isDirect ? 2 : 24, invitedCount: isInvite ? 1 : 0, typing: [],
    can: { send: !isInvite, invite: true, redactOthers: true, mentionRoom: true },
    cannotSendReason: room.isEncrypted ? 'Encrypted rooms can be read and written from the next version on.' : null, draft: null, replacedBy: null,
  }
}
