import { listenersOf, parentTarget, type IdbEventTarget, type Listener } from './event-target.ts'
import { eventState, phases, type EventState, type IdbEvent } from './event.ts'
import { reportException } from './report-exception.ts'

const none: readonly Listener[] = []

/**
 * An event on its way: down to its target for those that listen early, and up again. Each `next` calls one listener, so that whoever drives it can
 * let promises go on in between, as a browser does; the event has arrived when `next` is false.
 */
export class Dispatch {
  readonly event: IdbEvent
  /** Whether a listener threw: a transaction is aborted by that. */
  didThrow = false
  readonly #shown: unknown
  readonly #state: EventState
  /** The target and what is above it. */
  readonly #path: IdbEventTarget[] = []
  /** Where on the path it is: on its way down counted from -path.length to -1, then up from 0. */
  #place: number
  #listeners = none
  #listener = 0

  /** `shown`: what listeners are given, when that is not `event` itself. */
  constructor(target: IdbEventTarget, event: IdbEvent, shown: unknown = event) {
    this.event = event
    this.#shown = shown
    for (let at: IdbEventTarget | null = target; at !== null; at = at[parentTarget]) this.#path.push(at)
    this.#place = -this.#path.length - 1
    const state = eventState(event)
    state.target = target
    state.path = this.#path
    state.isDispatching = true
    this.#state = state
  }

  next(): boolean {
    for (;;) {
      const listener = this.#listeners[this.#listener++]
      if (listener === undefined) {
        if (this.#state.isStopped || !this.#enterNext()) return this.#end()
        continue
      }
      if (this.#state.isStoppedAtOnce) return this.#end()
      if (listener.isRemoved || listener.isCapture !== this.#place < 0) continue
      this.#call(listener)
      return true
    }
  }

  /** Goes on to the next target that has listeners; false at the end of the way. */
  #enterNext(): boolean {
    const last = this.event.bubbles ? this.#path.length - 1 : 0
    while (this.#place < last) {
      this.#place += 1
      const target = this.#path[this.#place < 0 ? -this.#place - 1 : this.#place]
      if (target === undefined) return false
      this.#listeners = listenersOf(target, this.event.type)
      if (this.#listeners.length === 0) continue
      this.#listener = 0
      this.#state.currentTarget = target
      this.#state.phase = target === this.#state.target ? phases.AT_TARGET : this.#place < 0 ? phases.CAPTURING_PHASE : phases.BUBBLING_PHASE
      return true
    }
    return false
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
    const state = this.#state
    this.#place = this.#path.length
    this.#listeners = none
    state.currentTarget = null
    state.phase = phases.NONE
    state.isDispatching = false
    state.isStopped = false
    state.isStoppedAtOnce = false
    return false
  }
}
