/**
 * A `Bridge` without anything behind it: answers from the made-up world, so that every screen of the window can be looked at in a plain
 * browser. Calls change the world where that shows; everything else answers kindly and does nothing.
 */
import type {
  Batch, Bridge, CallInput, CallName, CallResult, Draft, Outcome, Person, PickedFile, RoomId, RoomListRow, RoomRow, TimelineRow,
  Settings, VerificationState, ViewName, Views, Watch,
} from '../../preload/contract/index.ts'
import { answers, type Answer } from './renderer-answers.ts'
import { trustOf, verification } from './renderer-encryption.ts'
import { roomList } from './renderer-room-list.ts'
import { timelineOf, unreadOf } from './renderer-timelines.ts'
import { ScriptedTimeline } from './scripted-timeline.ts'
import { historyOf, members, people, worldOf, type Scene, type World } from './renderer-world.ts'

type Shown<Name extends ViewName> = { readonly rows: readonly Views[Name]['row'][]; readonly head: Views[Name]['head'] }
type Live = { readonly refresh: () => void }

export class ScriptedBridge implements Bridge {
  readonly scene: Scene
  world: World
  readonly #timelines = new Map<RoomId, TimelineRow[]>()
  readonly #live = new Set<Live>()
  #typing: readonly Person[] = []
  readonly #drafts = new Map<RoomId, Draft>()

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

  /** Puts a verification into the world, in any state; `me`: with one of my own devices. */
  verify(name: keyof typeof people, state: VerificationState): void {
    this.change({ verifications: [verification(people[name], state)] })
  }

  /** Lets somebody's identity be another one than before. */
  changeIdentity(name: keyof typeof people, trust: 'changed' | 'withdrawn'): void {
    const person = people[name]
    this.change({ changed: [...this.world.changed, { person, trust }], trust: [...this.world.trust, trustOf(person.userId, { trust })] })
  }

  /** Lets people of the world write, in whatever room is open. */
  typing(names: readonly (keyof typeof people)[]): void {
    this.#typing = names.map((name) => people[name])
    this.refresh()
  }

  keepDraft(roomId: RoomId, draft: Draft | null): void {
    if (draft === null) this.#drafts.delete(roomId)
    else this.#drafts.set(roomId, draft)
    this.refresh()
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

  watch<Name extends ViewName>(
    name: Name,
    input: Views[Name]['in'],
    onBatch: (batch: Batch<Name>) => void,
    onFailure?: (message: string) => void,
  ): Watch<Name> {
    if (name === 'timeline') {
      return this.#watchTimeline(input as Views['timeline']['in'], onBatch as (batch: Batch<'timeline'>) => void) as Watch<Name>
    }
    let moved: Views[Name]['move'] | null = null
    const show = (): void => {
      const shown = this.#read(name, input, moved)
      if (shown === null) onFailure?.('This room is not on this computer.')
      else onBatch({ diffs: [{ op: 'reset', rows: shown.rows }], head: shown.head })
    }
    const live: Live = { refresh: () => setTimeout(() => { if (this.#live.has(live)) show() }, 5) }
    this.#live.add(live)
    if (this.#answers(name)) setTimeout(() => { if (this.#live.has(live)) show() }, 10)
    return {
      move: (to) => {
        moved = to
        live.refresh()
      },
      stop: () => { this.#live.delete(live) },
    }
  }

  /** Whether a view has anything to say yet: an engine that starts knows nothing, a slow one only who is signed in. */
  #answers(name: ViewName): boolean {
    if (name === 'app' || name === 'settings') return true
    if (this.scene === 'slow') return name === 'accounts'
    return this.scene !== 'starting'
  }

  #watchTimeline(input: Views['timeline']['in'], onBatch: (batch: Batch<'timeline'>) => void): Watch<'timeline'> {
    const { roomId, count, at } = input
    const timeline = new ScriptedTimeline({
      rows: this.timeline(roomId), unreadFrom: unreadOf(roomId), count, at, onBatch, latency: this.scene === 'slow' ? 60_000 : 60,
    })
    const live: Live = { refresh: () => timeline.refresh() }
    this.#live.add(live)
    return {
      move: (to) => timeline.move(to),
      stop: () => {
        timeline.stop()
        this.#live.delete(live)
      },
    }
  }

  async adopt(files: readonly unknown[]): Promise<readonly (PickedFile | null)[]> {
    return files.map(() => null)
  }

  #read<Name extends ViewName>(name: Name, input: Views[Name]['in'], moved: Views[Name]['move'] | null): Shown<Name> | null {
    const read = { ...(input as object), ...(moved === null ? {} : (moved as object)) }
    return this.#views[name](read as never) as Shown<Name> | null
  }

  /** The timeline is watched in its own way. */
  readonly #views: { readonly [Name in ViewName]: (input: Views[Name]['in']) => Shown<Name> | null } = {
    timeline: () => null,
    app: () => ({ rows: [this.world.app], head: {} }),
    settings: () => ({ rows: [{ ...this.world.settings, key: 'settings' }], head: {} }),
    accounts: () => ({ rows: this.world.accounts, head: {} }),
    spaces: () => ({ rows: this.world.spaces, head: {} }),
    outbox: () => ({ rows: this.world.outbox, head: {} }),
    feed: () => ({ rows: [], head: {} }),
    encryption: () => ({ rows: [this.world.encryption], head: {} }),
    devices: () => ({ rows: this.world.devices, head: { state: 'ready', reason: null } }),
    verifications: () => ({ rows: this.world.verifications, head: {} }),
    undecrypted: () => ({ rows: this.world.undecrypted, head: {} }),
    history: ({ roomId }) => {
      const asked = this.world.history
      const named = this.world.rooms.find((one) => one.roomId === roomId && !asked.some((row) => row.roomId === roomId))
      if (named === undefined) return { rows: asked, head: {} }
      return { rows: [...asked, { ...historyOf('launch', named.name), key: named.roomId, roomId: named.roomId }], head: {} }
    },
    trust: ({ userId }) => ({ rows: [this.world.trust.find((row) => row.userId === userId) ?? trustOf(userId)], head: {} }),
    rooms: ({ filter, space, folded, from, count }) => {
      const all: readonly RoomListRow[] = roomList(this.world.rooms, { filter, folded: folded ?? [], isInSpace: space !== undefined })
      const start = Math.min(from, Math.max(0, all.length - 1))
      return { rows: all.slice(start, start + count), head: { total: all.length, from: start } }
    },
    room: ({ roomId }) => {
      const room = this.world.rooms.find((one) => one.roomId === roomId)
      if (room === undefined) return null
      return { rows: [details(room, this.#typing, this.#drafts.get(roomId) ?? null, room.isEncrypted ? this.world.changed : [])], head: {} }
    },
    members: ({ roomId, query, from, count }) => {
      const room = this.world.rooms.find((one) => one.roomId === roomId)
      const everybody = members(room?.isDirect === true ? 0 : 240)
        .filter(({ person }) => room?.isDirect !== true || person === people.me || person.name === room.name)
      const all = everybody.filter((row) => row.person.name.toLowerCase().includes((query ?? '').toLowerCase()))
      return { rows: all.slice(from, from + count), head: { total: all.length, from } }
    },
  }
}

function details(
  room: RoomRow, typing: readonly Person[], draft: Draft | null, changedIdentities: World['changed'],
): Views['room']['row'] {
  const isInvite = room.membership === 'invite'
  return {
    key: room.roomId, room, alias: null, joinedCount: room.isDirect ? 2 : 24, invitedCount: isInvite ? 1 : 0, typing,
    topic: room.isDirect ? '' : 'What ships, when, and who says so. Notes: https://harbour.example/launch',
    can: { send: !isInvite, invite: true, redactOthers: true, mentionRoom: true },
    cannotSendReason: null, draft, changedIdentities, replacedBy: null,
  }
}
