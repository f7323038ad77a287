import { asJson, isJson } from './json.ts'
import { mergeSignatures } from './merge-signatures.ts'
import type { Json } from '../world/preamble.ts'

/** The keys that one device has published, and those of them that nobody has claimed (client-server API, "Key management API"). */
export class PublishedKeys {
  #device: Json | undefined
  readonly #oneTime = new Map<string, unknown>()
  readonly #fallback = new Map<string, unknown>()
  #hasUsedFallback = false

  get device(): Json | undefined {
    return this.#device
  }

  get counts(): Json {
    return { signed_curve25519: this.#oneTime.size }
  }

  get unusedFallbacks(): readonly string[] {
    return this.#fallback.size > 0 && !this.#hasUsedFallback ? ['signed_curve25519'] : []
  }

  /** The body of `/keys/upload`. */
  upload(body: Json): void {
    if (isJson(body['device_keys'])) this.#device = body['device_keys']
    for (const [keyId, key] of entriesOf(body['one_time_keys'])) this.#oneTime.set(keyId, key)
    const fallback = entriesOf(body['fallback_keys'])
    if (fallback.length === 0) return
    this.#fallback.clear()
    this.#hasUsedFallback = false
    for (const [keyId, key] of fallback) this.#fallback.set(keyId, key)
  }

  /** Adds somebody's signatures to the device's keys. */
  sign(signed: Json): void {
    if (this.#device !== undefined) this.#device = { ...this.#device, signatures: mergeSignatures(this.#device['signatures'], signed['signatures']) }
  }

  /** A one-time key, which is gone then; or the fallback key when there is none left. */
  claim(): Json | undefined {
    const [oneTime] = this.#oneTime
    if (oneTime !== undefined) {
      this.#oneTime.delete(oneTime[0])
      return Object.fromEntries([oneTime])
    }
    const [fallback] = this.#fallback
    this.#hasUsedFallback = true
    return fallback && Object.fromEntries([fallback])
  }
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] => Object.entries(asJson(value))
