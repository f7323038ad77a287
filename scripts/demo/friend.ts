import { sasOf, startEncryptedClient, type EncryptedClient } from '../../test/harness/encrypted-client.ts'
import { Person } from '../../test/harness/person.ts'
import type { Home } from './home.ts'
import type { PersonName } from './world/cast.ts'
import { HOME_DEVICE, PASSWORD } from './world/inhabitants.ts'
import { openSeals } from './world/seals.ts'

/** One of the people on a second device, with a program that others wrote; whose it is they have confirmed on their first one. */
export class Friend {
  readonly #client: EncryptedClient
  readonly #stops: readonly (() => unknown)[]
  #confirm: () => Promise<void> = () => Promise.reject(new Error('There are no emoji yet'))

  private constructor(client: EncryptedClient, stops: readonly (() => unknown)[]) {
    this.#client = client
    this.#stops = stops
  }

  static async bring({ url, seals }: Home, name: PersonName): Promise<Friend> {
    const keys = await identityKeys(url, seals, name)
    const stops: (() => unknown)[] = []
    const person = await Person.signIn(url, name, PASSWORD, 'CABIN')
    const client = await startEncryptedClient({ after: (stop) => stops.push(stop) }, person)
    await client.untilIdentity(person.userId)
    await client.crypto.importSecretsBundle?.({ cross_signing: keys })
    await client.crypto.crossSignDevice(person.deviceId)
    return new Friend(client, stops)
  }

  /** Says yes to being verified, and goes along with comparing emoji up to the confirmation. */
  async accept(): Promise<void> {
    const request = await this.#client.nextRequest()
    await request.accept()
    const shown = sasOf(request)
    // Told to whoever confirms.
    shown.catch(() => undefined)
    this.#confirm = async () => (await shown).sas.confirm()
  }

  async confirmEmoji(): Promise<void> {
    await this.#confirm()
  }

  leave(): void {
    for (const stop of this.#stops) stop()
  }
}

async function identityKeys(url: string, folder: string, name: PersonName) {
  const person = await Person.signIn(url, name, PASSWORD, HOME_DEVICE)
  const seals = await openSeals(folder, () => person, [name])
  try {
    return await seals.find(name).identityKeys()
  } finally {
    await seals.dispose()
  }
}
