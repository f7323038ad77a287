import { systemClock, type Clock } from '../base/clock.ts'
import type { JsonParts } from '../base/json-parts.ts'
import type { JsonRecord } from '../base/json.ts'
import type { Connectivity } from './connectivity.ts'
import type { HomeserverError } from './errors.ts'
import type { Cancellable, Download, DownloadRequest, Homeserver, JsonRequest, Patience, Query, UploadRequest } from './homeserver.ts'
import { networkError } from './network-error.ts'
import type { Path } from './path.ts'
import { fetchHere, fetchMedia, type Fetch } from './redirects.ts'
import { requestUrl } from './request-url.ts'
import { readLargeObject, readObject, readPieces, readText } from './response-body.ts'
import { responseError } from './response-error.ts'
import { UploadBody } from './upload-body.ts'
import { Watchdog } from './watchdog.ts'

export type HttpOptions = {
  /** From discovery: http or https, possibly with a path, no slash at the end. */
  readonly baseUrl: string
  readonly fetch?: Fetch
  readonly clock?: Clock
  /** Told how each request ended. */
  readonly connectivity?: Connectivity
  readonly userAgent?: string
}

type Target = Cancellable & { readonly path: Path; readonly query?: Query }
type Send = (url: URL, watchdog: Watchdog) => Promise<Response>

/** A request whose answer has begun well. `failed` says why its rest did not come, and takes note of it. */
type Exchange = { readonly response: Response; readonly watchdog: Watchdog; readonly failed: (error: unknown) => HomeserverError }

const usualPatience: Patience = { idleMs: 30_000, totalMs: 120_000 }
const streamPatience: Patience = { idleMs: 60_000 }
const largestAnswer = 32 * 1024 * 1024
const largestError = 64 * 1024

/** Requests to one homeserver, without a token unless the caller hands one in (which `Session` does). */
export class Http implements Homeserver {
  readonly baseUrl: string
  readonly #fetch: Fetch
  readonly #clock: Clock
  readonly #connectivity: Connectivity | undefined
  readonly #userAgent: string

  constructor({ baseUrl, fetch = globalThis.fetch, clock = systemClock, connectivity, userAgent = 'Causeway' }: HttpOptions) {
    this.baseUrl = baseUrl
    this.#fetch = fetch
    this.#clock = clock
    this.#connectivity = connectivity
    this.#userAgent = userAgent
  }

  async json(request: JsonRequest, token?: string): Promise<JsonRecord> {
    const { method, body } = request
    const init = {
      method,
      headers: this.#headers(token, body === undefined ? undefined : 'application/json'),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const exchange = await this.#exchange(request, request.patience ?? usualPatience, (url, { signal }) =>
      fetchHere(this.#fetch, url, { ...init, signal }))
    return this.#object(exchange, request.maxBytes ?? largestAnswer, request.parts)
  }

  async upload(request: UploadRequest, token?: string): Promise<JsonRecord> {
    const headers = this.#headers(token, request.contentType)
    headers.set('content-length', String(request.length))
    // Half duplex, the answer after the body, is all that `fetch` can do; it wants to be told so for a streamed body.
    const init = { method: request.method, headers, duplex: 'half' as const }
    let body: UploadBody | undefined
    try {
      const exchange = await this.#exchange(request, request.patience ?? streamPatience, (url, watchdog) => {
        body = new UploadBody(request, () => watchdog.touch())
        return fetchHere(this.#fetch, url, { ...init, body: body.stream, signal: watchdog.signal })
      })
      return await this.#object(exchange, largestError)
    } catch (error) {
      throw body?.failure === undefined ? error : body.failure.error
    } finally {
      await body?.close()
    }
  }

  async download(request: DownloadRequest, token?: string): Promise<Download> {
    const init = { method: 'GET', headers: this.#headers(token) }
    const exchange = await this.#exchange(request, request.patience ?? streamPatience, (url, { signal }) =>
      fetchMedia(this.#fetch, url, { ...init, signal }))
    const { headers } = exchange.response
    const length = Number(headers.get('content-length') ?? NaN)
    return {
      contentType: headers.get('content-type') ?? undefined,
      // With an encoding the header counts the folded bytes, which is not what comes out.
      length: Number.isSafeInteger(length) && !headers.has('content-encoding') ? length : undefined,
      body: receiving(exchange, request.maxBytes ?? Infinity),
      discard: () => exchange.watchdog.abort(),
    }
  }

  async #exchange({ path, query, signal }: Target, patience: Patience, send: Send): Promise<Exchange> {
    const url = requestUrl(this.baseUrl, path, query)
    const startedAt = this.#clock.uptime()
    const watchdog = new Watchdog(this.#clock, patience, signal)
    const failed = (error: unknown) => {
      watchdog.stop()
      const reason = networkError(watchdog.signal.aborted ? watchdog.signal.reason : error)
      if (reason.isUnreachable) this.#connectivity?.failed(reason, startedAt)
      return reason
    }
    try {
      const response = await send(url, watchdog)
      watchdog.touch()
      if (!response.ok) throw await this.#refusal(response, watchdog)
      return { response, watchdog, failed }
    } catch (error) {
      throw failed(error)
    }
  }

  async #refusal(response: Response, watchdog: Watchdog): Promise<HomeserverError> {
    // A body that breaks off leaves the status, which is enough.
    const text = await readText(response, largestError, () => watchdog.touch()).catch(() => '')
    const error = responseError({ status: response.status, headers: response.headers, text, now: this.#clock.now() })
    if (error.errcode !== undefined) this.#connectivity?.succeeded()
    return error
  }

  async #object({ response, watchdog, failed }: Exchange, maxBytes: number, parts?: JsonParts): Promise<JsonRecord> {
    const onPiece = () => watchdog.touch()
    try {
      const object = parts === undefined
        ? readObject(await readText(response, maxBytes, onPiece), response)
        : await readLargeObject(response, parts, { maxBytes, onPiece })
      this.#connectivity?.succeeded()
      this.#connectivity?.heard(response.headers.get('date'))
      return object
    } catch (error) {
      throw failed(error)
    } finally {
      watchdog.stop()
    }
  }

  #headers(token: string | undefined, contentType?: string): Headers {
    const headers = new Headers({ 'user-agent': this.#userAgent })
    if (contentType !== undefined) headers.set('content-type', contentType)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    return headers
  }
}

async function* receiving({ response, watchdog, failed }: Exchange, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* readPieces(response, maxBytes, () => watchdog.touch())
  } catch (error) {
    throw failed(error)
  } finally {
    watchdog.abort()
  }
}
