import type { JsonRecord } from '../base/json.ts'
import { HomeserverError } from './errors.ts'
import type { Download, DownloadRequest, Homeserver, JsonRequest, UploadRequest } from './homeserver.ts'
import type { Http } from './http.ts'
import type { TokenSource } from './tokens.ts'

export type SessionOptions = { readonly http: Http; readonly tokens: TokenSource }

/** The homeserver as a signed-in device sees it: every request carries the token, and is repeated once with a renewed one. */
export class Session implements Homeserver {
  readonly #http: Http
  readonly #tokens: TokenSource

  constructor({ http, tokens }: SessionOptions) {
    this.#http = http
    this.#tokens = tokens
  }

  get baseUrl(): string {
    return this.#http.baseUrl
  }

  json(request: JsonRequest): Promise<JsonRecord> {
    return this.#signed((token) => this.#http.json(request, token))
  }

  upload(request: UploadRequest): Promise<JsonRecord> {
    return this.#signed((token) => this.#http.upload(request, token))
  }

  download(request: DownloadRequest): Promise<Download> {
    return this.#signed((token) => this.#http.download(request, token))
  }

  async #signed<T>(send: (token: string) => Promise<T>): Promise<T> {
    const token = this.#tokens.accessToken()
    try {
      return await send(token)
    } catch (error) {
      if (!(error instanceof HomeserverError) || error.code !== 'unknown-token') throw error
      return send(await this.#tokens.refresh(token, error))
    }
  }
}
