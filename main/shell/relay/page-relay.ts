import {
  engineCallGuards, engineMoveGuards, engineViewGuards, isAppCallName, isEngineCallName, isEngineViewName, type Outcome,
} from '../../../preload/contract/index.ts'
import { pageGuards, type WindowNotification } from '../../../preload/contract/window-channel.ts'
import type { AppState } from '../app-state.ts'
import type { WatchListener } from '../engine/engine-link.ts'
import type { EngineWatch, EngineWatches } from '../engine/engine-watches.ts'
import type { EngineSupervisor } from '../engine/engine-supervisor.ts'
import { failed, succeeded } from '../failures.ts'
import { appMethods } from './app-methods.ts'
import type { NativeWindow } from './native-window.ts'
import { PickedFiles } from './picked-files.ts'
import { withoutTokens } from './attachment-source.ts'

export type PageParts = {
  readonly engine: EngineSupervisor
  readonly watches: EngineWatches
  readonly appState: AppState
  readonly native: NativeWindow
  readonly notify: (notification: PageNotification) => void
}

type WithoutPage<N> = N extends WindowNotification ? Omit<N, 'page'> : never
/** A notification that does not know yet which page it goes to. */
export type PageNotification = WithoutPage<WindowNotification>

type PageWatch = { readonly move: (to: unknown) => Outcome<Record<string, never>>; readonly stop: () => void }

// More than any window shows; a page that asks for more has lost count.
const mostWatches = 500

/**
 * One load of one window's page: what it may ask, what it watches, which files it was given. Everything that a page says is checked here,
 * against the guard beside the contract's type, before it goes anywhere. Nothing of a page outlives `dispose`.
 */
export class PageRelay {
  readonly #parts: PageParts
  readonly #files = new PickedFiles()
  readonly #appMethods: ReturnType<typeof appMethods>
  readonly #watches = new Map<number, PageWatch>()
  #isDisposed = false

  constructor(parts: PageParts) {
    this.#parts = parts
    this.#appMethods = appMethods({ engine: parts.engine, native: parts.native, files: this.#files })
  }

  /** Answers one request. Never rejects for what the page did wrong. */
  async handle(method: string, params: unknown): Promise<Outcome<unknown>> {
    if (this.#isDisposed) return failed('cancelled', 'This window’s page is gone.')
    if (isEngineCallName(method)) return this.#call(method, params)
    if (isAppCallName(method)) return this.#appMethods[method](params)
    switch (method) {
      case 'watch': return pageGuards.watch(params) ? this.#watch(params.watch, params.view, params.input) : malformed(method)
      case 'move': return pageGuards.move(params) ? this.#watches.get(params.watch)?.move(params.to) ?? succeeded({}) : malformed(method)
      case 'unwatch': return pageGuards.unwatch(params) ? this.#unwatch(params.watch) : malformed(method)
      case 'adopt': return pageGuards.adopt(params) ? this.#adopt(params.paths) : malformed(method)
      default: return failed('bad-input', 'There is no such call.')
    }
  }

  dispose(): void {
    this.#isDisposed = true
    for (const { stop } of this.#watches.values()) stop()
    this.#watches.clear()
    this.#files.clear()
    this.#parts.native.closeCamera()
  }

  async #call(method: keyof typeof engineCallGuards, params: unknown): Promise<Outcome<unknown>> {
    if (!engineCallGuards[method](params)) return malformed(method)
    const input = withoutTokens(params, this.#files)
    return input.ok ? this.#parts.engine.request(method, input.value) : input
  }

  #watch(watch: number, view: string, input: unknown): Outcome<Record<string, never>> {
    if (this.#watches.has(watch) || this.#watches.size >= mostWatches) return failed('bad-input', 'Too many views are watched.')
    if (view === 'app') return this.#watchApp(watch)
    if (!isEngineViewName(view)) return failed('bad-input', 'There is no such view.')
    if (!engineViewGuards[view](input)) return malformed(view)
    const opened = this.#parts.watches.open(view, input, this.#listener(watch))
    const accepts: (to: unknown) => to is object = engineMoveGuards[view]
    this.#watches.set(watch, { move: (to) => accepts(to) ? moved(opened, to) : malformed('move'), stop: () => opened.stop() })
    return succeeded({})
  }

  #watchApp(watch: number): Outcome<Record<string, never>> {
    const { appState } = this.#parts
    const { batch } = this.#listener(watch)
    let seq = 0
    batch(seq++, [{ op: 'reset', rows: [appState.row] }], {})
    const stop = appState.onRow.on((row) => batch(seq++, [{ op: 'set', at: 0, row }], {}))
    this.#watches.set(watch, { move: () => malformed('move'), stop })
    return succeeded({})
  }

  #listener(watch: number): WatchListener {
    const { notify } = this.#parts
    return {
      batch: (seq, diffs, head) => notify({ method: 'batch', params: { watch, seq, diffs, head } }),
      gone: (failure) => {
        this.#watches.delete(watch)
        notify({ method: 'gone', params: { watch, failure } })
      },
    }
  }

  #unwatch(watch: number): Outcome<Record<string, never>> {
    this.#watches.get(watch)?.stop()
    this.#watches.delete(watch)
    return succeeded({})
  }

  async #adopt(paths: readonly (string | null)[]): Promise<Outcome<unknown>> {
    return succeeded(await Promise.all(paths.map(async (path) => path === null ? null : this.#files.add(path))))
  }
}

function moved(watch: EngineWatch, to: object): Outcome<Record<string, never>> {
  watch.move(to)
  return succeeded({})
}

const malformed = (what: string) => failed('bad-input', `This cannot be asked in this way (${what}).`)
