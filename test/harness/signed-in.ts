import type { TestContext } from 'node:test'
import type { DeviceId, EncryptionRow, RoomId, UserId } from '../../preload/contract/index.ts'
import { CallRefused, type EngineClient, type Watched } from './engine-client.ts'
import type { Person } from './person.ts'
import { openEngine, type RunningEngine } from './running-engine.ts'
import { tempFolderFor } from './temp-folder.ts'

/** Ours, signed in as somebody. */
export class SignedIn {
  readonly account: UserId
  readonly deviceId: DeviceId
  readonly dir: string
  #engine: RunningEngine

  private constructor({ account, deviceId, dir, engine }: Pick<SignedIn, 'account' | 'deviceId' | 'dir'> & { readonly engine: RunningEngine }) {
    this.account = account
    this.deviceId = deviceId
    this.dir = dir
    this.#engine = engine
  }

  /** On a profile of its own, which goes with the test. `url`: where it believes the homeserver to be. */
  static async open(test: TestContext, person: Person, url = person.url): Promise<SignedIn> {
    const dir = await tempFolderFor(test)
    const engine = await openEngine(dir)
    const { userId, deviceId } = await engine.client.call('account.login', { homeserver: url, user: person.localpart, password: person.password })
    const signedIn = new SignedIn({ account: userId, deviceId, dir, engine })
    test.after(() => signedIn.#engine.stop())
    return signedIn
  }

  get client(): EngineClient {
    return this.#engine.client
  }

  get logged(): readonly string[] {
    return this.#engine.logged
  }

  async restart(): Promise<void> {
    await this.#engine.stop()
    this.#engine = await openEngine(this.dir)
  }

  /** Resolves with the row once encryption stands as it should. */
  async until(condition: (row: EncryptionRow) => boolean): Promise<EncryptionRow> {
    const view: Watched<'encryption'> = await this.client.watch('encryption', { account: this.account })
    const [row] = await view.until(([status]) => status !== undefined && condition(status))
    await view.stop()
    if (row === undefined) throw new Error('There is no row')
    return row
  }

  /** A new encrypted room with these messages in it, each sent. */
  async encryptedRoom(...texts: readonly string[]): Promise<RoomId> {
    const { client, account } = this
    const created = await client.call('room.create', { account, isEncrypted: true })
    const { roomId } = await client.call('outbox.await', { account, localId: created.localId, timeoutMs: 20_000 })
    if (roomId === null) throw new Error('The room was not made')
    await client.call('account.catchUp', { account, timeoutMs: 20_000 })
    for (const text of texts) {
      const { localId } = await client.call('message.send', { account, roomId, text, format: 'plain' })
      await client.call('outbox.await', { account, localId, timeoutMs: 20_000 })
    }
    return roomId
  }
}

/** For `assert.rejects`: the engine answered with this failure. */
export const failsWith = (code: string) => (error: unknown): boolean => error instanceof CallRefused && error.failure?.code === code
