import type { Readable, Writable } from 'node:stream'
import { rpcCodes } from '../../../preload/contract/protocol.ts'
import type { Channel } from './channel.ts'
import { LineSplitter } from './lines.ts'
import { fromWire, toWire } from './wire-json.ts'

/** Room for an attachment of some megabytes in base64; larger ones are named by their path. */
const longestLine = 32 * 1024 * 1024

export type Streams = {
  readonly input: Readable
  readonly output: Writable
  /** The output is not ours to end: others of this process write to it, too. */
  readonly isOutputShared?: boolean
}

/** A channel over a pair of byte streams, one JSON object a line: a socket, or standard input and output. */
export class StreamChannel implements Channel {
  readonly #input: Readable
  readonly #output: Writable
  readonly #isOutputShared: boolean
  readonly #lines = new LineSplitter(longestLine)
  readonly #closeListeners: (() => void)[] = []
  #isOver = false
  #receive: ((message: unknown) => void) | undefined

  constructor({ input, output, isOutputShared = false }: Streams) {
    this.#input = input
    this.#output = output
    this.#isOutputShared = isOutputShared
    for (const stream of [input, output]) {
      // A reader that is gone (EPIPE, ECONNRESET) is a closed channel and nothing more.
      stream.on('error', () => this.#over())
      stream.on('close', () => this.#over())
    }
    // The output may stay open: what was asked for is still answered.
    input.on('end', () => this.#over())
  }

  get isFlowing(): boolean {
    return !this.#output.writableNeedDrain
  }

  send(message: object): void {
    if (!this.#output.writable) return
    // One who asks and does not read the answers is not asked anything more.
    if (!this.#output.write(`${toWire(message)}\n`)) this.#input.pause()
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#receive = listener
    this.#input.on('data', (bytes: Uint8Array) => {
      for (const line of this.#lines.push(bytes)) this.#take(line)
    })
    this.#output.on('drain', () => this.#input.resume())
  }

  onFlowing(listener: () => void): void {
    this.#output.on('drain', listener)
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener)
  }

  close(): void {
    this.#input.pause()
    // Only when everything is written: to destroy a socket is to forget what it still holds.
    if (!this.#isOutputShared) this.#output.end(() => this.#input.destroy())
    this.#over()
  }

  #take(line: string | null): void {
    if (line === null) return this.#refuse('This line is too long.')
    if (line.trim() === '') return
    let message: unknown
    try {
      message = fromWire(line)
    } catch {
      return this.#refuse('This line is no JSON.')
    }
    this.#receive?.(message)
  }

  #refuse(message: string): void {
    this.send({ jsonrpc: '2.0', id: null, error: { code: rpcCodes.parse, message } })
  }

  #over(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const listener of this.#closeListeners) listener()
  }
}
