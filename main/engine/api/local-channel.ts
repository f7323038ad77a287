import type { Channel } from './channel.ts'

/** The two ends of a channel within one process; messages are handed over in a later turn, and not copied. */
export function localChannels(): readonly [Channel, Channel] {
  const one = new LocalEnd()
  const other = new LocalEnd()
  one.peer = other
  other.peer = one
  return [one, other]
}

class LocalEnd implements Channel {
  peer: LocalEnd | undefined
  readonly isFlowing = true
  #receive: ((message: unknown) => void) | undefined
  #early: unknown[] = []
  #closeListeners: (() => void)[] = []

  send(message: object): void {
    const { peer } = this
    if (peer !== undefined) queueMicrotask(() => peer.#take(message))
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#receive = listener
    for (const message of this.#early.splice(0)) listener(message)
  }

  onFlowing(): void {
    // It always flows.
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener)
  }

  close(): void {
    const ends = this.peer === undefined ? [this] : [this, this.peer]
    this.peer = undefined
    for (const end of ends) queueMicrotask(() => end.#over())
  }

  #take(message: unknown): void {
    if (this.#receive === undefined) this.#early.push(message)
    else this.#receive(message)
  }

  #over(): void {
    this.peer = undefined
    for (const listener of this.#closeListeners.splice(0)) listener()
  }
}
