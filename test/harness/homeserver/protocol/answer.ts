import type { Json } from '../world/preamble.ts'
import type { Device } from './devices.ts'

/** A request, taken apart. `params`: what stood in the braces of its route. `gone`: the client has hung up. */
export type Asked = {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Json
  /** As it came, for uploads. */
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly gone: AbortSignal
}

export type AskedByDevice = Asked & { readonly device: Device }

/** Text in pieces is sent as they are made; an object as JSON. */
export type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Json | Iterable<string> | Uint8Array
}

export const ok = (body: Answer['body']): Answer => ({ status: 200, body })

export const refused = (status: number, errcode: string, error: string): Answer => ({ status, body: { errcode, error } })

export const notFound = (what: string): Answer => refused(404, 'M_NOT_FOUND', `${what} is not there`)

/** The items of a JSON array, in pieces. */
export function* arrayPieces(items: Iterable<unknown>): Generator<string> {
  yield '['
  let comma = ''
  for (const item of items) {
    yield `${comma}${JSON.stringify(item)}`
    comma = ','
  }
  yield ']'
}

export const isText = (body: Answer['body']): body is Iterable<string> => Symbol.iterator in body && !(body instanceof Uint8Array)
