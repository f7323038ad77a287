import type { JsonRecord } from '../base/json.ts'
import type { Cancellable, Download, DownloadRequest, Homeserver, JsonRequest, UploadRequest } from '../matrix/homeserver.ts'

/** A homeserver whose requests all end, as `aborted`, with what asks it. */
export class EndingHomeserver implements Homeserver {
  readonly #homeserver: Homeserver
  readonly #end: AbortSignal

  constructor(homeserver: Homeserver, end: AbortSignal) {
    this.#homeserver = homeserver
    this.#end = end
  }

  get baseUrl(): string {
    return this.#homeserver.baseUrl
  }

  json(request: JsonRequest): Promise<JsonRecord> {
    return this.#homeserver.json({ ...request, signal: this.#signal(request) })
  }

  upload(request: UploadRequest): Promise<JsonRecord> {
    return this.#homeserver.upload({ ...request, signal: this.#signal(request) })
  }

  download(request: DownloadRequest): Promise<Download> {
    return this.#homeserver.download({ ...request, signal: this.#signal(request) })
  }

  #signal({ signal }: Cancellable): AbortSignal {
    return signal === undefined ? this.#end : AbortSignal.any([this.#end, signal])
  }
}
