import type { UploadRequest } from './homeserver.ts'

/** One attempt's body of an upload, as a stream that tells its progress and remembers why it broke. */
export class UploadBody {
  readonly stream: ReadableStream<Uint8Array>
  readonly #pieces: AsyncIterator<Uint8Array>
  #failure: { readonly error: unknown } | undefined

  /** `onMove` is called whenever the connection has taken a piece. */
  constructor({ open, onProgress }: Pick<UploadRequest, 'open' | 'onProgress'>, onMove: () => void) {
    this.#pieces = open()[Symbol.asyncIterator]()
    let sent = 0
    // A mark of 0: nothing is read ahead, so that being asked for the next piece means that the one before has gone.
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      onMove()
      if (sent > 0) onProgress?.(sent)
      const next = await this.#next()
      if (next === undefined) return controller.close()
      sent += next.byteLength
      controller.enqueue(next)
    }
    this.stream = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 })
  }

  /** Set when reading the source failed: no fault of the network, though `fetch` makes it look like one. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Lets go of the source; after a complete body there is nothing left to do. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#pieces.next()
      return done === true ? undefined : value
    } catch (error) {
      this.#failure = { error }
      throw error
    }
  }
}
