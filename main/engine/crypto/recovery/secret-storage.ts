import { randomBytes } from 'node:crypto'
import { randomId } from '../../base/ids.ts'
import { ownRecord, ownString, type JsonRecord } from '../../base/json.ts'
import type { Me } from '../../base/me.ts'
import { getAccountData, setAccountData } from '../../matrix/account-data.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { CryptoError } from '../crypto-error.ts'
import { keyFromPassphrase, newPassphraseInfo, readPassphraseInfo, writePassphraseInfo } from './passphrase.ts'
import { decodeRecoveryKey } from './recovery-key.ts'
import { checkOf, openSecret, passesCheck, sealSecret } from './secret-cipher.ts'

export const storageTypes = { defaultKey: 'm.secret_storage.default_key', key: (keyId: string) => `m.secret_storage.key.${keyId}` } as const

const algorithm = 'm.secret_storage.v1.aes-hmac-sha2'

/** A storage key, which opens the secrets that are stored under it. */
export type StorageKey = { readonly keyId: string; readonly bytes: Uint8Array }

/** What the account's data say of the key in use. */
export type KeyDescription = { readonly keyId: string; readonly info: JsonRecord }

/**
 * The account's secrets, as its devices share them through the server, which cannot read them (client-server API, "Secret storage"). Asked
 * of the server each time: what is stored here could be older than what another device has just put there.
 */
export class SecretStorage {
  readonly #homeserver: Homeserver
  readonly #me: Me

  constructor({ homeserver, me }: { readonly homeserver: Homeserver; readonly me: Me }) {
    this.#homeserver = homeserver
    this.#me = me
  }

  /** Undefined when none is set up. */
  async defaultKey(): Promise<KeyDescription | undefined> {
    const named = await this.#read(storageTypes.defaultKey)
    const keyId = named && ownString(named, 'key')
    if (keyId === undefined || keyId === '') return undefined
    const info = await this.#read(storageTypes.key(keyId))
    return info && { keyId, info }
  }

  /** The key that was typed, as a recovery key or as the passphrase. Throws `wrong-key` when it is neither. */
  async unlock({ keyId, info }: KeyDescription, typed: string): Promise<StorageKey> {
    if (ownString(info, 'algorithm') !== algorithm) {
      throw new CryptoError('unsupported', 'The recovery was set up in a way that this version does not know: look for an update.')
    }
    const key = decodeRecoveryKey(typed)
    if (key !== undefined && this.#mayBe(key, info)) return { keyId, bytes: key }
    const passphrase = ownRecord(info, 'passphrase')
    const how = passphrase && readPassphraseInfo(passphrase)
    for (const words of how === undefined ? [] : new Set([typed, typed.trim()])) {
      const stretched = how && await keyFromPassphrase(words, how)
      if (stretched !== undefined && this.#mayBe(stretched, info)) return { keyId, bytes: stretched }
    }
    throw new CryptoError('wrong-key', key === undefined && how === undefined
      ? 'This is no recovery key, or there is a slip in it: compare it letter by letter.'
      : 'The recovery key or passphrase is another one: look for the one that was made last.')
  }

  /** Makes a new key and puts its description there; it is used once `makeDefault` says so. */
  async createKey(passphrase: string | undefined): Promise<StorageKey> {
    const how = passphrase === undefined ? undefined : newPassphraseInfo()
    const bytes = passphrase === undefined || how === undefined ? randomBytes(32) : await keyFromPassphrase(passphrase, how)
    const keyId = randomId(16)
    const { iv, mac } = checkOf(bytes)
    await this.#write(storageTypes.key(keyId), { algorithm, iv, mac, ...(how && { passphrase: writePassphraseInfo(how) }) })
    return { keyId, bytes }
  }

  async makeDefault({ keyId }: StorageKey): Promise<void> {
    await this.#write(storageTypes.defaultKey, { key: keyId })
  }

  /** Undefined when it is not stored under the key. Throws `damaged` when it is, and cannot be opened with it. */
  async get(name: string, { keyId, bytes }: StorageKey): Promise<string | undefined> {
    const sealed = ownRecord(await this.#entries(name), keyId)
    const [iv, ciphertext, mac] = [sealed && ownString(sealed, 'iv'), sealed && ownString(sealed, 'ciphertext'), sealed && ownString(sealed, 'mac')]
    if (iv === undefined || ciphertext === undefined || mac === undefined) return undefined
    const secret = openSecret(bytes, name, { iv, ciphertext, mac })
    if (secret === undefined) throw new CryptoError('damaged', `What the homeserver keeps of the recovery ("${name}") was changed: set it up anew.`)
    return secret
  }

  /** `alone`: whatever other keys opened it do so no longer. */
  async put(name: string, secret: string, { keyId, bytes }: StorageKey, { alone }: { readonly alone: boolean }): Promise<void> {
    const others = alone ? {} : await this.#entries(name)
    await this.#write(name, { encrypted: { ...others, [keyId]: sealSecret(bytes, name, secret) } })
  }

  /** A description without a check says nothing against a key. */
  #mayBe(key: Uint8Array, info: JsonRecord): boolean {
    const [iv, mac] = [ownString(info, 'iv'), ownString(info, 'mac')]
    return iv === undefined || mac === undefined || passesCheck(key, { iv, mac })
  }

  async #entries(name: string): Promise<JsonRecord> {
    const content = await this.#read(name)
    return (content && ownRecord(content, 'encrypted')) ?? {}
  }

  #read(type: string): Promise<JsonRecord | undefined> {
    return getAccountData(this.#homeserver, { userId: this.#me.userId, type })
  }

  async #write(type: string, content: JsonRecord): Promise<void> {
    await setAccountData(this.#homeserver, { userId: this.#me.userId, type, content })
  }
}
