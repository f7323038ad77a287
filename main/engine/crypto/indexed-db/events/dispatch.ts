import { listenersOf, parentTarget, type IdbEventTarget, type Listener } from './event-target.ts'
import { eventState, phases, type EventState, type IdbEvent } from './event.ts'
import { reportException } from './report-exception.ts'

type Stage = { readonly target: IdbEventTarget; readonly isCapture: boolean; readonly phase: number }

/**
 * An event on its way. Each `next` calls one listener, so that whoever drives it can let promises go on in between, as a browser does; the
 * event has arrived when `next` is false.
 */
export class Dispatch {
  readonly event: IdbEvent
  /** Whether a listener threw: a transaction is aborted by that. */
  didThrow = false
  readonly #shown: unknown
  readonly #state: EventState
  readonly #stages: readonly Stage[]
  #stage = 0
  #listeners: readonly Listener[] = []
  #listener = 0

  /** `shown`: what listeners are given, when that is not `event` itself. */
  constructor(target: IdbEventTarget, event: IdbEvent, shown: unknown = event) {
    this.event = event
    this.#shown = shown
    this.#state = eventState(event)
    const path: IdbEventTarget[] = []
    for (let at: IdbEventTarget | null = target; at !== null; at = at[parentTarget]) path.push(at)
    Object.assign(this.#state, { target, path, isDispatching: true, isStopped: false, isStoppedAtOnce: false })
    this.#stages = stagesOf(path, event)
    this.#enter()
  }

  next(): boolean {
    for (;;) {
      const listener = this.#listeners[this.#listener++]
      if (listener === undefined) {
        if (this.#state.isStopped || this.#stage >= this.#stages.length) return this.#end()
        this.#stage += 1
        this.#enter()
        continue
      }
      if (this.#state.isStoppedAtOnce) return this.#end()
      if (listener.isRemoved) continue
      this.#call(listener)
      return true
    }
  }

  #enter(): void {
    const stage = this.#stages[this.#stage]
    this.#listener = 0
    this.#listeners = stage ? listenersOf(stage.target, this.event.type).filter((one) => one.isCapture === stage.isCapture) : []
    if (!stage) return
    this.#state.currentTarget = stage.target
    this.#state.phase = stage.phase
  }

  #call(listener: Listener): void {
    const { callback } = listener
    const target = this.#state.currentTarget
    if (listener.isOnce) target?.removeEventListener(listener.type, callback, listener.isCapture)
    this.#state.isInPassiveListener = listener.isPassive
    try {
      if (typeof callback === 'function') {
        const answer: unknown = Reflect.apply(callback, target, [this.#shown])
        if (listener.isHandler && answer === false) this.event.preventDefault()
      } else if (typeof callback === 'object' && callback !== null) {
        Reflect.apply(Reflect.get(callback, 'handleEvent'), callback, [this.#shown])
      }
    } catch (error) {
      this.didThrow = true
      reportException(error)
    }
    this.#state.isInPassiveListener = false
  }

  #end(): false {
    this.#stage = this.#stages.length
    this.#listeners = []
    Object.assign(this.#state, { currentTarget: null, phase: phases.NONE, isDispatching: false, isStopped: false, isStoppedAtOnce: false })
    return false
  }
}

/** Down to the target for those that listen early, and up again. */
function stagesOf(path: readonly IdbEventTarget[], event: IdbEvent): readonly Stage[] {
  const down = path.map((target, index) => ({
    target, isCapture: true, phase: index === 0 ? phases.AT_TARGET : phases.CAPTURING_PHASE,
  })).reverse()
  const up = path.map((target, index) => ({
    target, isCapture: false, phase: index === 0 ? phases.AT_TARGET : phases.BUBBLING_PHASE,
  }))
  return [...down, ...(event.bubbles ? up : up.slice(0, 1))]
}
