import { exposeInterface, memberOf, requireArguments, toText, toUnsigned, mostLongLong } from '../web-idl.ts'
import type { IdbEventTarget } from './event-target.ts'

export const phases = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 } as const

/** How far a dispatch has come, and what its listeners have asked for. */
export type EventState = {
  target: IdbEventTarget | null
  currentTarget: IdbEventTarget | null
  phase: number
  path: readonly IdbEventTarget[]
  isDispatching: boolean
  isStopped: boolean
  isStoppedAtOnce: boolean
  isInPassiveListener: boolean
}

export let eventState: (event: IdbEvent) => EventState

/** Made by us, not by a listener: `isTrusted`. */
export const trusted = Symbol('trusted')

/** An event of the DOM, with the path from a request over its transaction to its database that Node's own events cannot take. */
export class IdbEvent {
  readonly type: string
  readonly bubbles: boolean
  readonly cancelable: boolean
  readonly composed: boolean = false
  readonly isTrusted: boolean
  #isCanceled = false
  #timeStamp: number | undefined
  readonly #state: EventState = {
    target: null, currentTarget: null, phase: phases.NONE, path: [],
    isDispatching: false, isStopped: false, isStoppedAtOnce: false, isInPassiveListener: false,
  }

  static {
    eventState = (event) => event.#state
  }

  constructor(type: unknown, init?: unknown, origin?: symbol) {
    requireArguments(arguments.length, 1)
    this.type = toText(type)
    this.bubbles = Boolean(memberOf(init, 'bubbles'))
    this.cancelable = Boolean(memberOf(init, 'cancelable'))
    this.isTrusted = origin === trusted
  }

  /** When it was first asked for: events are many, and their times hardly ever wanted. */
  get timeStamp(): number {
    return (this.#timeStamp ??= performance.now())
  }

  get target(): IdbEventTarget | null {
    return this.#state.target
  }

  get srcElement(): IdbEventTarget | null {
    return this.#state.target
  }

  get currentTarget(): IdbEventTarget | null {
    return this.#state.currentTarget
  }

  get eventPhase(): number {
    return this.#state.phase
  }

  get defaultPrevented(): boolean {
    return this.#isCanceled
  }

  get returnValue(): boolean {
    return !this.#isCanceled
  }

  set returnValue(value: boolean) {
    if (!value) this.preventDefault()
  }

  get cancelBubble(): boolean {
    return this.#state.isStopped
  }

  set cancelBubble(value: boolean) {
    if (value) this.stopPropagation()
  }

  composedPath(): IdbEventTarget[] {
    return this.#state.currentTarget === null ? [] : [...this.#state.path]
  }

  stopPropagation(): void {
    this.#state.isStopped = true
  }

  stopImmediatePropagation(): void {
    this.#state.isStopped = true
    this.#state.isStoppedAtOnce = true
  }

  preventDefault(): void {
    if (this.cancelable && !this.#state.isInPassiveListener) this.#isCanceled = true
  }
}

// For `instanceof Event`; each of its members is covered by one of ours.
Object.setPrototypeOf(IdbEvent.prototype, Event.prototype)
exposeInterface(IdbEvent, 'Event', phases, 1)

/** https://w3c.github.io/IndexedDB/#idbversionchangeevent */
export class IDBVersionChangeEvent extends IdbEvent {
  readonly #oldVersion: number
  readonly #newVersion: number | null

  constructor(type: unknown, init?: unknown, origin?: symbol) {
    requireArguments(arguments.length, 1)
    super(type, init, origin)
    const oldVersion = memberOf(init, 'oldVersion')
    const newVersion = memberOf(init, 'newVersion')
    this.#oldVersion = oldVersion === undefined ? 0 : toUnsigned(oldVersion, mostLongLong)
    this.#newVersion = newVersion === undefined || newVersion === null ? null : toUnsigned(newVersion, mostLongLong)
  }

  get oldVersion(): number {
    return this.#oldVersion
  }

  get newVersion(): number | null {
    return this.#newVersion
  }
}

exposeInterface(IDBVersionChangeEvent, 'IDBVersionChangeEvent', {}, 1)

/** An event of ours that neither bubbles nor can be cancelled. */
export function plainEvent(type: string): IdbEvent {
  return new IdbEvent(type, undefined, trusted)
}

const bubbling = { bubbles: true, cancelable: true }

/** The event of a failed request. */
export function errorEvent(): IdbEvent {
  return new IdbEvent('error', bubbling, trusted)
}

/** An aborted transaction's event. */
export function abortEvent(): IdbEvent {
  return new IdbEvent('abort', { bubbles: true }, trusted)
}

export function versionChangeEvent(type: string, oldVersion: number, newVersion: number | null): IDBVersionChangeEvent {
  return new IDBVersionChangeEvent(type, { oldVersion, newVersion }, trusted)
}
