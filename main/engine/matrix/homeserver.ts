// matrix: a homeserver's client-server API, a file of functions for each chapter of the specification.
// It stores nothing and decides nothing: it asks, checks the outer shape of the answer, and says in a typed error why there is none.
// Events inside answers stay unknown: whoever reads them guards them. Rules that hold for every request:
//  - the access token goes to the homeserver's own origin and base path only, and no redirect is followed with it;
//  - every answer is bounded in time and size; JSON is bounded in depth;
//  - nothing is retried here except once after a refreshed token: `retry.ts` is for callers who want more.

import type { JsonParts } from '../base/json-parts.ts'
import type { JsonRecord } from '../base/json.ts'
import type { Path } from './path.ts'

/** Repeated keys are given as an array; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/**
 * idleMs: longest silence, before the first byte or between two. totalMs: longest time for the whole; absent for streams, which may
 * take hours as long as they move.
 */
export type Patience = { readonly idleMs: number; readonly totalMs?: number }

/** Aborting the signal ends the request with the code `aborted`. */
export type Cancellable = { readonly signal?: AbortSignal | undefined }

type AnyRequest = Cancellable & {
  readonly path: Path
  readonly query?: Query
  readonly patience?: Patience
}

export type JsonRequest = AnyRequest & {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** What is undefined in it is left out. */
  readonly body?: JsonRecord
  /** Largest answer accepted, in bytes after decompression. */
  readonly maxBytes?: number
  /** For answers that may be large: what of it is parsed by itself, with a turn for others in between. */
  readonly parts?: JsonParts
}

export type UploadRequest = AnyRequest & {
  readonly method: 'POST' | 'PUT'
  readonly contentType: string
  /** How many bytes `open` gives: servers want to know before. */
  readonly length: number
  /** Called once for each attempt. */
  readonly open: () => AsyncIterable<Uint8Array>
  /** Bytes handed to the connection so far; starts again from 0 when an attempt is repeated. */
  readonly onProgress?: ((sent: number) => void) | undefined
}

export type DownloadRequest = AnyRequest & { readonly maxBytes?: number | undefined }

/** A body still to be read: leaving its loop early ends the connection. */
export type Download = {
  /** As the server claims; a media file's real type has to be looked at. */
  readonly contentType: string | undefined
  /** In bytes; undefined when the server does not say. */
  readonly length: number | undefined
  readonly body: AsyncIterable<Uint8Array>
  /** For who does not want the body after all. Forgotten, the connection stays until it has been idle for long enough. */
  discard(): void
}

/** All methods reject with `HomeserverError`, and an upload with what reading its source throws; with nothing else. */
export interface Homeserver {
  /** Without a slash at the end; a path is appended to it as it is. */
  readonly baseUrl: string
  json(request: JsonRequest): Promise<JsonRecord>
  upload(request: UploadRequest): Promise<JsonRecord>
  download(request: DownloadRequest): Promise<Download>
}
