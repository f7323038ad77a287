/**
 * The one object that a page gets, over a way to ask main and to be told. Nothing but plain data passes: what it hands to the page are
 * outcomes and rows, what it takes are inputs, which main checks. It knows nothing of Electron.
 */
import type {
  Batch, Bridge, CallInput, CallName, CallResult, Failure, Outcome, PickedFile, ViewName, Views, Watch,
} from './contract/index.ts'
import type { PageMethods, WindowNotification, WindowRequest } from './contract/window-channel.ts'

export interface Door {
  /** Rejects when main cannot be asked in this form. */
  ask(request: WindowRequest): Promise<unknown>
  onNotification(listener: (notification: WindowNotification) => void): void
  /** Where a file is on the disk; null for one that is not on it. */
  pathOf(file: unknown): string | null
}

type LiveWatch = {
  readonly view: string
  readonly input: unknown
  readonly onBatch: (diffs: readonly unknown[], head: unknown) => void
  readonly onFailure: (message: string) => void
  watch: number
  expected: number
}

/** `page` names this load of the page, for as long as it lasts. */
export function createBridge(door: Door, page: string): Bridge {
  const watches = new Watches(door, page)
  return {
    call: <Name extends CallName>(name: Name, input: CallInput<Name>) => ask<CallResult<Name>>(door, { page, method: name, params: input }),
    watch: <Name extends ViewName>(
      view: Name, input: Views[Name]['in'], onBatch: (batch: Batch<Name>) => void, onFailure?: (message: string) => void,
    ): Watch<Name> => watches.open({
      view,
      input,
      // Main sends what the contract says of this view.
      onBatch: (diffs, head) => onBatch({ diffs, head } as Batch<Name>),
      onFailure: onFailure ?? (() => undefined),
    }),
    async adopt(files) {
      const params: PageMethods['adopt'] = { paths: files.map((file) => door.pathOf(file)) }
      const outcome = await ask<readonly (PickedFile | null)[]>(door, { page, method: 'adopt', params })
      return outcome.ok ? outcome.value : files.map(() => null)
    },
  }
}

/** The page's watches by the numbers that it gave them. */
class Watches {
  readonly #door: Door
  readonly #page: string
  readonly #live = new Map<number, LiveWatch>()
  #next = 0

  constructor(door: Door, page: string) {
    this.#door = door
    this.#page = page
    door.onNotification((notification) => this.#hear(notification))
  }

  open(wanted: Omit<LiveWatch, 'watch' | 'expected'>): { move(to: unknown): void; stop(): void } {
    const live: LiveWatch = { ...wanted, watch: -1, expected: 0 }
    this.#start(live)
    return {
      move: (to) => { if (this.#isLive(live)) void this.#ask('move', { watch: live.watch, to }) },
      stop: () => { if (this.#isLive(live)) this.#stop(live) },
    }
  }

  #isLive(live: LiveWatch): boolean {
    return this.#live.get(live.watch) === live
  }

  #start(live: LiveWatch): void {
    const watch = this.#next++
    live.watch = watch
    live.expected = 0
    this.#live.set(watch, live)
    void this.#ask('watch', { watch, view: live.view, input: live.input }).then((outcome) => {
      if (!outcome.ok && this.#live.get(watch) === live) this.#lose(live, outcome.failure)
    })
  }

  #stop(live: LiveWatch): void {
    this.#live.delete(live.watch)
    void this.#ask('unwatch', { watch: live.watch })
  }

  #lose(live: LiveWatch, { message }: Failure): void {
    this.#live.delete(live.watch)
    live.onFailure(message)
  }

  #hear({ page, method, params }: WindowNotification): void {
    // What was meant for the page before a reload.
    if (page !== this.#page) return
    const live = this.#live.get(params.watch)
    if (live === undefined) return
    if (method === 'gone') return this.#lose(live, params.failure)
    // A new engine begins at 0 again, with a reset; any other jump means that a batch is missing.
    if (params.seq !== live.expected && params.seq !== 0) {
      this.#stop(live)
      this.#start(live)
      return
    }
    live.expected = params.seq + 1
    live.onBatch(params.diffs, params.head)
  }

  #ask<Method extends 'watch' | 'move' | 'unwatch'>(method: Method, params: PageMethods[Method]): Promise<Outcome<unknown>> {
    return ask(this.#door, { page: this.#page, method, params })
  }
}

async function ask<Result>(door: Door, request: WindowRequest): Promise<Outcome<Result>> {
  try {
    // Main answers with an outcome of what the contract says of this method.
    return await door.ask(request) as Outcome<Result>
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { ok: false, failure: { code: 'bug', message: `This could not be asked: ${why}` } }
  }
}
