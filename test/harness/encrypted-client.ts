// The other client with encryption: matrix-js-sdk on its own crypto, which others wrote and many use.
import { ClientStoppedError, createClient, type MatrixClient } from 'matrix-js-sdk'
import { CryptoEvent, VerifierEvent, type ShowSasCallbacks, type VerificationRequest, type Verifier } from 'matrix-js-sdk/lib/crypto-api/index.js'
import { eventually } from './eventually.ts'
import type { Person } from './person.ts'
import { silent } from './second-client.ts'

const PATIENCE_MS = 30_000

/** What it ends with: a test, mostly. */
type Ending = { after(stop: () => void): unknown }

/** Signs a person in on the device that `person` is, with encryption whose keys live as long as the test does. */
export async function startEncryptedClient(test: Ending, person: Person): Promise<EncryptedClient> {
  const client = createClient({
    baseUrl: person.url, accessToken: person.accessToken, userId: person.userId, deviceId: person.deviceId, logger: silent, timelineSupport: true,
    verificationMethods: ['m.sas.v1', 'm.qr_code.show.v1', 'm.qr_code.scan.v1', 'm.reciprocate.v1'],
  })
  test.after(() => client.stopClient())
  await client.initRustCrypto({ useIndexedDB: false })
  letItStop(client)
  const encrypted = new EncryptedClient(client, person)
  await client.startClient({ initialSyncLimit: 30 })
  return encrypted
}

/** A step of a verification that is under way when the test ends finds the client stopped, and nobody in it waits for that: it is no failure. */
function letItStop(client: MatrixClient): void {
  const crypto = client.getCrypto()
  if (crypto === undefined) return
  const hear: unknown = Reflect.get(crypto, 'onKeyVerificationEvent')
  if (typeof hear !== 'function') throw new Error('The other client hears of verifications in another way now')
  const heard = async (event: unknown): Promise<void> => { await Reflect.apply(hear, crypto, [event]) }
  Reflect.set(crypto, 'onKeyVerificationEvent', (event: unknown) => heard(event).catch((error: unknown) => {
    if (!(error instanceof ClientStoppedError)) throw error
  }))
}

export class EncryptedClient {
  readonly client: MatrixClient
  readonly person: Person
  readonly #requests: VerificationRequest[] = []

  constructor(client: MatrixClient, person: Person) {
    this.client = client
    this.person = person
    client.on(CryptoEvent.VerificationRequestReceived, (request) => this.#requests.push(request))
  }

  get crypto(): ReturnType<EncryptedClient['require']> {
    return this.require()
  }

  require() {
    const crypto = this.client.getCrypto()
    if (crypto === undefined) throw new Error('The other client has no encryption')
    return crypto
  }

  /** Makes the person's identity; `reset`: in the place of the one there is. */
  async setUpIdentity({ reset = false }: { readonly reset?: boolean } = {}): Promise<void> {
    const { userId, password } = this.person
    await this.crypto.bootstrapCrossSigning({
      setupNewCrossSigning: reset,
      authUploadDeviceSigningKeys: async (upload) => {
        const asked = await upload(null).catch((error: { readonly data?: { readonly session?: string } }) => error)
        const session = typeof asked === 'object' && asked !== null && 'data' in asked ? asked.data?.session : undefined
        if (session !== undefined) await upload({ type: 'm.login.password', identifier: { type: 'm.id.user', user: userId }, password, session })
      },
    })
  }

  /** Resolves when a request looks as it should. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    await until(() => (isSo() ? true : undefined), what)
  }

  /** Whether it holds somebody for verified. It only follows the keys of those with whom it shares an encrypted room. */
  async isVerified(userId: string): Promise<boolean> {
    return (await this.crypto.getUserVerificationStatus(userId)).isCrossSigningVerified()
  }

  /** Resolves when it knows somebody's identity. */
  async untilIdentity(userId: string): Promise<void> {
    await eventually(`the other client knows the identity of ${userId}`, async () => (await this.crypto.getUserVerificationStatus(userId)).known)
  }

  /** Resolves when it knows a device of somebody. */
  async untilDevice(userId: string, deviceId: string): Promise<void> {
    await eventually(`the other client knows the device ${deviceId}`, async () =>
      (await this.crypto.getUserDeviceInfo([userId], true)).get(userId)?.has(deviceId) === true)
  }

  /** The next request of somebody else, which nobody has taken yet. */
  async nextRequest(): Promise<VerificationRequest> {
    return await until(() => this.#requests.shift(), 'a verification was asked for', (again) => {
      this.client.on(CryptoEvent.VerificationRequestReceived, again)
      return () => this.client.off(CryptoEvent.VerificationRequestReceived, again)
    })
  }
}

/** Compares emoji on the other client's side: what it shows, with what may be said to it. */
export async function sasOf(request: VerificationRequest): Promise<{ readonly verifier: Verifier; readonly sas: ShowSasCallbacks }> {
  const verifier = await until(() => request.verifier, 'a method was chosen')
  void verifier.verify().catch(() => undefined)
  const sas = await until(() => verifier.getShowSasCallbacks() ?? undefined, 'the emoji are shown', (again) => {
    verifier.on(VerifierEvent.ShowSas, again)
    return () => verifier.off(VerifierEvent.ShowSas, again)
  })
  return { verifier, sas }
}

async function until<T>(look: () => T | undefined, what: string, listen: (again: () => void) => () => void = () => () => undefined): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`The other client never saw that ${what}`)
    await new Promise<void>((resolve) => {
      const off = listen(go)
      const timer = setTimeout(go, 50)
      function go(): void {
        clearTimeout(timer)
        off()
        resolve()
      }
    })
  }
}
