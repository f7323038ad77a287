import { exception } from '../exceptions.ts'
import { exposeInterface, requireArguments, toText } from '../web-idl.ts'
import { Dispatch } from './dispatch.ts'
import { eventState, IdbEvent } from './event.ts'

type Callback = (event: IdbEvent) => unknown
export type EventHandler = Callback | null

export type Listener = {
  readonly type: string
  callback: unknown
  readonly isCapture: boolean
  readonly isOnce: boolean
  readonly isPassive: boolean
  /** Set for what an `on…` attribute holds: its `false` cancels. */
  readonly isHandler: boolean
  isRemoved: boolean
}

/** What an event goes to after this one. */
export const parentTarget = Symbol('parent')

const none: readonly Listener[] = []

export let listenersOf: (target: IdbEventTarget, type: string) => readonly Listener[]

/** Whether an event at `target`, bubbling or not, would be heard by anyone. */
export function hasListeners(target: IdbEventTarget, type: string): boolean {
  for (let at: IdbEventTarget | null = target; at !== null; at = at[parentTarget]) if (listenersOf(at, type).length > 0) return true
  return false
}

/** An event target of the DOM, whose events bubble. */
export class IdbEventTarget {
  #listeners: Listener[] | null = null

  static {
    listenersOf = (target, type) => target.#listenersOf(type)
  }

  get [parentTarget](): IdbEventTarget | null {
    return null
  }

  addEventListener(type: unknown, callback: unknown, options?: unknown): void {
    requireArguments(arguments.length, 2)
    const settings = typeof options === 'object' && options !== null ? options : { capture: options }
    const signal: unknown = Reflect.get(settings, 'signal')
    if (signal instanceof AbortSignal && signal.aborted) return
    const listener: Listener = {
      type: toText(type),
      callback: toCallback(callback),
      isCapture: Boolean(Reflect.get(settings, 'capture')),
      isOnce: Boolean(Reflect.get(settings, 'once')),
      isPassive: Boolean(Reflect.get(settings, 'passive')),
      isHandler: false,
      isRemoved: false,
    }
    if (listener.callback === null || this.#find(listener.type, listener.callback, listener.isCapture)) return
    this.#add(listener)
    if (signal instanceof AbortSignal) signal.addEventListener('abort', () => this.#remove(listener))
  }

  removeEventListener(type: unknown, callback: unknown, options?: unknown): void {
    requireArguments(arguments.length, 2)
    const isCapture = Boolean(typeof options === 'object' && options !== null ? Reflect.get(options, 'capture') : options)
    const listener = this.#find(toText(type), toCallback(callback), isCapture)
    if (listener) this.#remove(listener)
  }

  /** Calls every listener before it returns. False when one of them cancelled the event. */
  dispatchEvent(event: unknown): boolean {
    requireArguments(arguments.length, 1)
    const own = event instanceof IdbEvent ? event : standIn(event)
    if (eventState(own).isDispatching) throw exception('InvalidStateError', 'The event is being dispatched already.')
    const dispatch = new Dispatch(this, own, event)
    while (dispatch.next());
    return !own.defaultPrevented
  }

  /** What an `on…` attribute holds. */
  protected handler(type: string): EventHandler {
    const callback = this.#handler(type)?.callback
    return isCallback(callback) ? callback : null
  }

  protected setHandler(type: string, value: unknown): void {
    const held = this.#handler(type)
    if (held && isCallback(value)) held.callback = value
    else if (held) this.#remove(held)
    else if (isCallback(value)) {
      this.#add({ type, callback: value, isCapture: false, isOnce: false, isPassive: false, isHandler: true, isRemoved: false })
    }
  }

  #listenersOf(type: string): readonly Listener[] {
    const listeners = this.#listeners
    if (listeners === null) return none
    // The usual one: a single listener, which is what `on…` was set to.
    const [first] = listeners
    if (listeners.length === 1 && first) return first.type === type ? [first] : none
    return listeners.filter((listener) => listener.type === type)
  }

  #handler(type: string): Listener | undefined {
    return this.#listeners?.find((listener) => listener.isHandler && listener.type === type)
  }

  #find(type: string, callback: unknown, isCapture: boolean): Listener | undefined {
    return this.#listeners?.find(
      (one) => one.type === type && one.callback === callback && one.isCapture === isCapture && !one.isHandler,
    )
  }

  #add(listener: Listener): void {
    this.#listeners ??= []
    this.#listeners.push(listener)
  }

  #remove(listener: Listener): void {
    listener.isRemoved = true
    this.#listeners = this.#listeners?.filter((other) => other !== listener) ?? null
  }
}

Object.setPrototypeOf(IdbEventTarget.prototype, EventTarget.prototype) // for `instanceof EventTarget`
exposeInterface(IdbEventTarget, 'EventTarget')

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function'
}

function toCallback(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object' && typeof value !== 'function') throw new TypeError('A listener must be a function or an object')
  return value
}

/** Node's events keep their dispatch to themselves: what a listener asks of such an event is answered by one of ours. */
function standIn(event: unknown): IdbEvent {
  if (!(event instanceof Event)) throw new TypeError('The value is not an event')
  const own = new IdbEvent(event.type, event)
  for (const name of ['target', 'srcElement', 'currentTarget', 'eventPhase', 'defaultPrevented', 'returnValue', 'cancelBubble'] as const) {
    Object.defineProperty(event, name, { get: () => own[name], configurable: true })
  }
  for (const name of ['composedPath', 'preventDefault', 'stopPropagation', 'stopImmediatePropagation'] as const) {
    Object.defineProperty(event, name, { value: () => own[name](), configurable: true })
  }
  return own
}
