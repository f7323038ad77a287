// Another program of the same account, with its recovery: matrix-js-sdk on its own crypto, which others wrote and many use.
import type { TestContext } from 'node:test'
import { createClient, type MatrixClient } from 'matrix-js-sdk'
import { decodeRecoveryKey, type CryptoApi, type GeneratedSecretStorageKey } from 'matrix-js-sdk/lib/crypto-api/index.js'
import { silent } from './second-client.ts'
import type { Person } from './person.ts'

export type RecoveryClient = {
  readonly client: MatrixClient
  readonly crypto: CryptoApi
  /** Makes identity, recovery and backup; answers the recovery key as it is shown to a person. */
  setUpRecovery(passphrase?: string): Promise<string>
  /** Gives it the recovery key, as typed. */
  restore(recoveryKey: string): Promise<{ readonly imported: number }>
}

/** Signs a person in on the device that `person` is; its keys live as long as the test. */
export async function startRecoveryClient(test: TestContext, person: Person): Promise<RecoveryClient> {
  const { url: baseUrl, accessToken, userId, deviceId, password } = person
  let unlocked: Uint8Array<ArrayBuffer> | undefined
  const client = createClient({
    baseUrl, accessToken, userId, deviceId, logger: silent,
    cryptoCallbacks: {
      getSecretStorageKey: async ({ keys }) => {
        const [keyId] = Object.keys(keys)
        return keyId === undefined || unlocked === undefined ? null : [keyId, unlocked]
      },
      cacheSecretStorageKey: (_keyId, _info, key) => { unlocked = new Uint8Array(key) },
    },
  })
  test.after(() => client.stopClient())
  await client.initRustCrypto({ useIndexedDB: false })
  await client.startClient({ initialSyncLimit: 10 })
  const crypto = client.getCrypto()
  if (crypto === undefined) throw new Error('The other client has no encryption')
  const bootstrap = (): Promise<void> => crypto.bootstrapCrossSigning({
    authUploadDeviceSigningKeys: async (upload) => {
      await upload({ type: 'm.login.password', identifier: { type: 'm.id.user', user: userId }, password })
    },
  })
  return {
    client,
    crypto,
    setUpRecovery: async (passphrase) => {
      await bootstrap()
      let made: GeneratedSecretStorageKey | undefined
      await crypto.bootstrapSecretStorage({
        setupNewSecretStorage: true, setupNewKeyBackup: true,
        createSecretStorageKey: async () => made ??= await crypto.createRecoveryKeyFromPassphrase(passphrase),
      })
      if (made?.encodedPrivateKey === undefined) throw new Error('The other client made no recovery key')
      return made.encodedPrivateKey
    },
    restore: async (recoveryKey) => {
      unlocked = decodeRecoveryKey(recoveryKey)
      if (!await crypto.userHasCrossSigningKeys(userId, true)) throw new Error('The other client sees no identity')
      await bootstrap()
      await crypto.loadSessionBackupPrivateKeyFromSecretStorage()
      return crypto.restoreKeyBackup()
    },
  }
}
