import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isRecord, ownRecord, parseJson, type JsonRecord } from '../../../../../main/engine/base/json.ts'
import { CryptoError } from '../../../../../main/engine/crypto/crypto-error.ts'
import { encodeRecoveryKey } from '../../../../../main/engine/crypto/recovery/recovery-key.ts'
import { SecretStorage, storageTypes, type KeyDescription } from '../../../../../main/engine/crypto/recovery/secret-storage.ts'
import { HomeserverError } from '../../../../../main/engine/matrix/errors.ts'
import type { Homeserver, JsonRequest } from '../../../../../main/engine/matrix/homeserver.ts'
import type { DeviceId, UserId } from '../../../../../preload/contract/index.ts'

const name = 'm.cross_signing.master'

/** Secret storage over account data that a test can look into and change. */
function storageOf() {
  const data = new Map<string, string>()
  const json = async ({ method, path, body }: JsonRequest): Promise<JsonRecord> => {
    const type = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
    if (method === 'PUT') return data.set(type, JSON.stringify(body)), {}
    const content = parseJson(data.get(type) ?? 'null')
    if (!isRecord(content)) throw new HomeserverError('not-found')
    return content
  }
  const refuse = () => Promise.reject(new Error('Only JSON here'))
  const homeserver: Homeserver = { baseUrl: 'https://x', json, upload: refuse, download: refuse }
  const me = { userId: '@anna:x' as UserId, deviceId: 'PHONE' as DeviceId, homeserver: 'https://x' }
  const read = (type: string) => JSON.parse(data.get(type) ?? 'null')
  const change = (type: string, how: (content: JsonRecord) => unknown): void => { data.set(type, JSON.stringify(how(read(type)))) }
  return { storage: new SecretStorage({ homeserver, me }), data, read, change }
}

async function setUp(passphrase?: string) {
  const made = storageOf()
  const key = await made.storage.createKey(passphrase)
  await made.storage.put(name, 'the secret', key, { alone: false })
  await made.storage.makeDefault(key)
  const description = async (): Promise<KeyDescription> => {
    const found = await made.storage.defaultKey()
    assert.ok(found)
    return found
  }
  return { ...made, key, typed: encodeRecoveryKey(key.bytes), description }
}

const sealed = (content: JsonRecord, keyId: string): JsonRecord => ownRecord(ownRecord(content, 'encrypted') ?? {}, keyId) ?? {}

const code = (expected: string) => (error: unknown) => error instanceof CryptoError && error.code === expected

describe('secret storage', () => {
  test('gives a secret to who has the recovery key, or its passphrase', async () => {
    const { storage, typed, description, read } = await setUp('open sesame')
    for (const words of [typed, ` ${typed}\n`, 'open sesame', 'open sesame\n']) {
      assert.equal(await storage.get(name, await storage.unlock(await description(), words)), 'the secret')
    }
    assert.ok(!JSON.stringify(read(name)).includes('the secret'))
    for (const words of ['', 'open barley', typed.slice(0, -1), encodeRecoveryKey(new Uint8Array(32))]) {
      await assert.rejects(storage.unlock(await description(), words), code('wrong-key'), words)
    }
  })

  test('is none before it is set up, and after it was taken away', async () => {
    assert.equal(await storageOf().storage.defaultKey(), undefined)
    const { storage, change } = await setUp()
    for (const content of [{}, { key: '' }, { key: 7 }, { key: 'another' }]) {
      change(storageTypes.defaultKey, () => content)
      assert.equal(await storage.defaultKey(), undefined)
    }
  })

  test('opens with a key of which nothing is known but that the secrets open with it', async () => {
    const { storage, key, typed, description, change } = await setUp()
    change(storageTypes.key(key.keyId), ({ algorithm }) => ({ algorithm }))
    assert.equal(await storage.get(name, await storage.unlock(await description(), typed)), 'the secret')
    const another = await storage.unlock(await description(), encodeRecoveryKey(new Uint8Array(32)))
    await assert.rejects(storage.get(name, another), code('damaged'))
  })

  test('says when a secret was changed, and when it is not there', async () => {
    const { storage, key, change } = await setUp()
    assert.equal(await storage.get('m.other', key), undefined)
    for (const damage of [{ iv: 'AAAA' }, { mac: 'AAAA' }, { ciphertext: 'AAAA' }]) {
      const made = await setUp()
      made.change(name, (content) => ({ encrypted: { [made.key.keyId]: { ...sealed(content, made.key.keyId), ...damage } } }))
      await assert.rejects(made.storage.get(name, made.key), code('damaged'))
    }
    for (const content of [{}, { encrypted: [] }, { encrypted: { [key.keyId]: 'text' } }, { encrypted: { [key.keyId]: { iv: 7 } } }]) {
      change(name, () => content)
      assert.equal(await storage.get(name, key), undefined)
    }
  })

  test('that was set up in an unknown way is not tried', async () => {
    const { storage, key, typed, description, change } = await setUp()
    change(storageTypes.key(key.keyId), (info) => ({ ...info, algorithm: 'm.secret_storage.v9' }))
    await assert.rejects(storage.unlock(await description(), typed), code('unsupported'))
  })

  test('keeps what opens with another key, until it is told that there is no other', async () => {
    const { storage, key, read, data } = await setUp()
    data.set(name, data.get(name)?.replace('"encrypted":{', '"encrypted":{"__proto__":{"iv":"x"},') ?? '')
    const next = await storage.createKey(undefined)
    await storage.put(name, 'the secret', next, { alone: false })
    assert.deepEqual(Object.keys(read(name).encrypted).sort(), ['__proto__', key.keyId, next.keyId].sort())
    assert.equal(await storage.get(name, key), 'the secret')
    await storage.put(name, 'the secret', next, { alone: true })
    assert.deepEqual(Object.keys(read(name).encrypted), [next.keyId])
  })
})
