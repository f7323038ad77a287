import {
  engineMoveGuards, engineViewGuards, isEngineViewName, type EngineViewName, type EngineViews,
} from '../../../preload/contract/views.ts'
import { isRecord, ownValue } from '../base/json.ts'
import type { Log } from '../base/log.ts'
import type { Frames } from '../views/frames.ts'
import { LiveView } from '../views/live-view.ts'
import type { ViewOpeners } from '../views/view-openers.ts'
import type { Channel } from './channel.ts'
import { badParams, RpcRefusal } from './rpc-refusal.ts'
import { toFailure } from './to-failure.ts'

export type WatchesOptions = {
  readonly channel: Channel
  readonly openers: ViewOpeners
  readonly frames: Frames
  readonly log: Log
}

type Watch = {
  readonly move: (to: unknown) => void
  readonly resume: () => void
  readonly dispose: () => void
}

/** More than any window looks at; a program that forgets to unwatch is stopped before it costs the others. */
const mostWatches = 1_000

/** What one channel looks at. Each watch has a number, and its batches are counted from 0. */
export class Watches {
  readonly #options: WatchesOptions
  readonly #live = new Map<number, Watch>()
  #next = 1

  constructor(options: WatchesOptions) {
    this.#options = options
  }

  /** `{view, input, changes?}` → `{watch}`; `changes`: of a row that changes only what differs is told (`change`). */
  open(params: unknown): { readonly watch: number } {
    if (!isRecord(params)) throw badParams('watch')
    const view = ownValue(params, 'view')
    if (!isEngineViewName(view)) throw new RpcRefusal('invalidParams', 'There is no view of that name.')
    if (this.#live.size >= mostWatches) throw new RpcRefusal('invalidParams', 'Too many views are watched: unwatch some.')
    const watch = this.#next
    this.#live.set(watch, this.#start(watch, view, ownValue(params, 'input') ?? {}, ownValue(params, 'changes') === true))
    this.#next += 1
    return { watch }
  }

  /** `{watch, to}` → `{}`. A watch that is gone is no error: its end may be on its way to whoever moves it. */
  move(params: unknown): Record<string, never> {
    if (!isRecord(params)) throw badParams('move')
    this.#find(params)?.move(ownValue(params, 'to'))
    return {}
  }

  /** `{watch}` → `{}`. */
  close(params: unknown): Record<string, never> {
    if (!isRecord(params)) throw badParams('unwatch')
    this.#find(params)?.dispose()
    this.#live.delete(Number(ownValue(params, 'watch')))
    return {}
  }

  /** The channel can take more again. */
  resume(): void {
    for (const watch of this.#live.values()) watch.resume()
  }

  dispose(): void {
    for (const watch of this.#live.values()) watch.dispose()
    this.#live.clear()
  }

  #find(params: Readonly<Record<string, unknown>>): Watch | undefined {
    return this.#live.get(Number(ownValue(params, 'watch')))
  }

  #start<Name extends EngineViewName>(watch: number, view: Name, input: unknown, byFields: boolean): Watch {
    const accepts = engineViewGuards[view]
    if (!accepts(input)) throw badParams(`the view ${view}`)
    const { channel, openers, frames, log } = this.#options
    let seq = 0
    const live = new LiveView<EngineViews[Name]['row'], EngineViews[Name]['head'], EngineViews[Name]['move']>({
      open: openers[view](input),
      frames,
      byFields,
      sink: {
        canTake: () => channel.isFlowing,
        take: (diffs, head) => {
          channel.send({ jsonrpc: '2.0', method: 'batch', params: { watch, seq, diffs, head } })
          seq += 1
        },
        lost: (error) => {
          this.#live.delete(watch)
          channel.send({ jsonrpc: '2.0', method: 'gone', params: { watch, failure: toFailure(error, log) } })
        },
      },
    })
    const acceptsMove = engineMoveGuards[view]
    return {
      move: (to) => {
        if (!acceptsMove(to)) throw badParams(`move of the view ${view}`)
        live.move(to)
      },
      resume: () => live.resume(),
      dispose: () => live.dispose(),
    }
  }
}
