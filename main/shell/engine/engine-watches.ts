import type { EngineViewName, Failure } from '../../../preload/contract/index.ts'
import type { EngineLink, WatchListener } from './engine-link.ts'
import type { EngineSupervisor } from './engine-supervisor.ts'

/** One view that somebody looks at. It outlives the engine's crashes: after each, its listener hears a new `reset`. */
export interface EngineWatch {
  /** `to` must have passed its guard. */
  move(to: object): void
  stop(): void
}

type Live = {
  readonly view: EngineViewName
  readonly listener: WatchListener
  input: object
  isStopped: boolean
  /** Of the engine that runs now: how the subscription is called there, once it answered. */
  subscription: { readonly link: EngineLink; readonly watch: Promise<number | undefined> } | undefined
}

/** Everything that is watched in the engine, subscribed again whenever a new engine is ready. */
export class EngineWatches {
  readonly #supervisor: EngineSupervisor
  readonly #live = new Set<Live>()

  constructor(supervisor: EngineSupervisor) {
    this.#supervisor = supervisor
    supervisor.onStatus.on(() => {
      for (const live of this.#live) this.#subscribe(live)
    })
  }

  /** How many views are watched. */
  get size(): number {
    return this.#live.size
  }

  /** The input must have passed its guard. While the engine is away the watch waits for it. */
  open(view: EngineViewName, input: object, listener: WatchListener): EngineWatch {
    const live: Live = { view, listener, input, isStopped: false, subscription: undefined }
    this.#live.add(live)
    this.#subscribe(live)
    return { move: (to) => this.#move(live, to), stop: () => this.#stop(live) }
  }

  #subscribe(live: Live): void {
    const { link } = this.#supervisor
    if (link === undefined || live.subscription?.link === link) return
    live.subscription = { link, watch: this.#ask(live, link) }
  }

  async #ask(live: Live, link: EngineLink): Promise<number | undefined> {
    const outcome = await link.watch(live.view, live.input, {
      batch: (seq, diffs, head) => { if (!live.isStopped) live.listener.batch(seq, diffs, head) },
      gone: (failure) => this.#lose(live, failure),
    })
    if (outcome.ok) return outcome.value
    // The engine went away meanwhile: the next one is asked again.
    if (this.#supervisor.link === link) this.#lose(live, outcome.failure)
    return undefined
  }

  #lose(live: Live, failure: Failure): void {
    if (live.isStopped) return
    live.isStopped = true
    this.#live.delete(live)
    live.listener.gone(failure)
  }

  #move(live: Live, to: object): void {
    live.input = inputAfterMove(live.view, live.input, to)
    const { subscription } = live
    if (live.isStopped || subscription === undefined) return
    void subscription.watch.then((watch) => {
      if (watch !== undefined) void subscription.link.move(watch, to)
    })
  }

  #stop(live: Live): void {
    if (live.isStopped) return
    live.isStopped = true
    this.#live.delete(live)
    const { subscription } = live
    void subscription?.watch.then((watch) => {
      if (watch !== undefined) subscription.link.unwatch(watch)
    })
  }
}

/** The input that would open a view where a move has brought it, so that a new engine shows what the old one showed. */
export function inputAfterMove(view: EngineViewName, input: object, to: object): object {
  if (view === 'rooms' || view === 'members') return { ...input, ...to }
  if (view !== 'timeline' || !('to' in to)) return input
  if (to.to === 'event' && 'eventId' in to) return { ...input, at: to.eventId }
  // Older and newer pages only widen what is shown around the same place.
  return to.to === 'live' ? Object.fromEntries(Object.entries(input).filter(([key]) => key !== 'at')) : input
}
