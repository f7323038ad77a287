import { myUserId } from '../world/people.ts'
import type { Json } from '../world/preamble.ts'
import { asJson, isJson } from './json.ts'
import { mergeSignatures } from './merge-signatures.ts'

const kinds = ['master_key', 'self_signing_key', 'user_signing_key'] as const

/** The account's own identity, as its devices publish it (client-server API, "Cross-signing"). Nothing is checked: it is a fixture. */
export class CrossSigning {
  readonly #keys = new Map<(typeof kinds)[number], Json>()

  /** The body of `/keys/device_signing/upload`. */
  upload(body: Json): void {
    for (const kind of kinds) {
      const key = body[kind]
      if (isJson(key)) this.#keys.set(kind, key)
    }
  }

  /** Signatures for one of the identity's keys, by its public part; false when it is none of them. */
  sign(publicKey: string, signed: Json): boolean {
    for (const [kind, key] of this.#keys) {
      if (!Object.values(asJson(key['keys'])).includes(publicKey)) continue
      this.#keys.set(kind, { ...key, signatures: mergeSignatures(key['signatures'], signed['signatures']) })
      return true
    }
    return false
  }

  /** For the answer of `/keys/query`. */
  get told(): Json {
    return Object.fromEntries(kinds.map((kind) => {
      const key = this.#keys.get(kind)
      return [`${kind}s`, key === undefined ? {} : { [myUserId]: key }]
    }))
  }
}
