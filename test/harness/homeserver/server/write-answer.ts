import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { isText, type Answer } from '../protocol/answer.ts'
import type { HomeserverFault } from './faults.ts'

const batchLength = 64 * 1024

/** Writes an answer as it is made, never faster than it is read, or spoils it. Resolves when nothing more will come. */
export async function writeAnswer(response: ServerResponse, answer: Answer, fault: HomeserverFault | undefined, gone: AbortSignal): Promise<void> {
  const sender = new Sender(response, gone)
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
  switch (fault?.kind) {
    case 'cut': {
      const whole = wholeOf(answer)
      await sender.deliver(whole.subarray(0, fault.after === 'half' ? Math.floor(whole.byteLength / 2) : fault.after))
      response.destroy()
      return
    }
    case 'half-open':
      response.flushHeaders()
      return sender.deliver(wholeOf(answer).subarray(0, fault.bytes))
    case 'slow': {
      for (const batch of batches(answer, Math.max(1, Math.floor(fault.bytesPerSecond / 10)))) {
        await sender.send(batch)
        await pause(100)
      }
      break
    }
    default:
      for (const batch of batches(answer)) await sender.send(batch)
  }
  response.end()
}

class Sender {
  readonly #response: ServerResponse
  readonly #gone: AbortSignal

  constructor(response: ServerResponse, gone: AbortSignal) {
    this.#response = response
    this.#gone = gone
  }

  /** Resolves when the system has taken it. */
  async deliver(bytes: Uint8Array): Promise<void> {
    await new Promise((resolve) => this.#response.write(bytes, resolve))
  }

  /** Resolves when more may be sent; throws when the client has gone. */
  async send(batch: string | Uint8Array): Promise<void> {
    this.#gone.throwIfAborted()
    if (batch.length === 0) return
    if (!this.#response.write(batch)) await once(this.#response, 'drain', { signal: this.#gone })
    // A large answer leaves the others their turn.
    else if (batch.length >= batchLength) await nextTurn()
  }
}

const wholeOf = (answer: Answer): Buffer => Buffer.concat([...batches(answer)].map((batch) => Buffer.from(batch)))

function* batches({ body }: Answer, length = batchLength): Generator<string | Uint8Array> {
  if (body instanceof Uint8Array) {
    for (let at = 0; at < body.byteLength; at += length) yield body.subarray(at, at + length)
    return
  }
  let batch = ''
  for (const piece of isText(body) ? body : [JSON.stringify(body)]) {
    batch += piece
    if (batch.length < length) continue
    for (let at = 0; at < batch.length; at += length) yield batch.slice(at, at + length)
    batch = ''
  }
  if (batch !== '') yield batch
}
