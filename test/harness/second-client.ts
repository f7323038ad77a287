import type { TestContext } from 'node:test'
import {
  ClientEvent, createClient, EventType, MatrixEventEvent, RelationType, type MatrixClient, type MatrixEvent, type Room,
} from 'matrix-js-sdk'
import type { CryptoApi } from 'matrix-js-sdk/lib/crypto-api/index.js'
import { logger, type Logger } from 'matrix-js-sdk/lib/logger.js'
import type { Person } from './person.ts'

const PATIENCE_MS = 30_000

const silence = (): void => undefined
export const silent: Logger = { trace: silence, debug: silence, info: silence, warn: silence, error: silence, getChild: () => silent }
// Some of its parts do not use the one that they are given.
Object.assign(logger, silent, { log: silence })

// Each of its requests leaves a timer of two minutes behind, for which no test run should wait.
const realSetTimeout = globalThis.setTimeout
Object.assign(globalThis, {
  setTimeout: (callback: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
    const timer = realSetTimeout(callback, ms, ...given)
    return ms !== undefined && ms > PATIENCE_MS ? timer.unref() : timer
  },
})

export type SecondClientOptions = {
  /** With the library's own encryption, its keys in memory. */
  readonly encrypts?: boolean
  /** Another way to the server than the person's own. */
  readonly url?: string
}

/** Signs a person in with the client library that others wrote and many use; stopped with the test. */
export async function startSecondClient(
  test: TestContext, person: Person, roomId: string, { encrypts = false, url = person.url }: SecondClientOptions = {},
): Promise<SecondClient> {
  const client = createClient({
    baseUrl: url, accessToken: person.accessToken, userId: person.userId, deviceId: person.deviceId, logger: silent, timelineSupport: true,
  })
  test.after(() => client.stopClient())
  if (encrypts) await client.initRustCrypto({ useIndexedDB: false })
  await client.startClient({ initialSyncLimit: 30 })
  return new SecondClient(client, roomId)
}

/** One room as the other client has it. */
export class SecondClient {
  readonly client: MatrixClient
  readonly #roomId: string

  constructor(client: MatrixClient, roomId: string) {
    this.client = client
    this.#roomId = roomId
  }

  get room(): Room {
    const room = this.client.getRoom(this.#roomId)
    if (room === null) throw new Error('The other client does not know the room')
    return room
  }

  get crypto(): CryptoApi {
    const crypto = this.client.getCrypto()
    if (crypto === undefined) throw new Error('The other client was started without encryption')
    return crypto
  }

  /** Of what was sent encrypted, the events that it could not read. */
  get undecrypted(): readonly MatrixEvent[] {
    return this.room.getLiveTimeline().getEvents().filter((event) => event.isDecryptionFailure())
  }

  /** Resolves with the message whose text is `body`, once it can be read. */
  untilRead(body: string): Promise<MatrixEvent> {
    return this.until(`“${body}”`, () => this.messages.find((event) => event.getContent()['body'] === body))
  }

  /** The Megolm session of an event as it came. */
  static sessionOf(event: MatrixEvent): string {
    return String(event.getWireContent()['session_id'])
  }

  /** The messages that it shows, oldest first. */
  get messages(): readonly MatrixEvent[] {
    return this.room.getLiveTimeline().getEvents().filter((event) => event.getType() === 'm.room.message' && !event.isRelation(RelationType.Replace))
  }

  /** The keys of the reactions to an event, with how many gave each. */
  reactionsTo(eventId: string): readonly (readonly [key: string, count: number])[] {
    const relations = this.room.relations.getChildEventsForEvent(eventId, RelationType.Annotation, EventType.Reaction)
    const counted = (relations?.getSortedAnnotationsByKey() ?? []).map(([key, events]) => [key, events.size] as const)
    return counted.filter(([, count]) => count > 0)
  }

  /** Resolves when `look` gives something, with that: it looks at the beginning and after every sync. */
  until<T>(what: string, look: () => T | undefined | null | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer)
        this.client.off(ClientEvent.Sync, attempt)
        this.client.off(MatrixEventEvent.Decrypted, attempt)
        settle()
      }
      const attempt = (): void => {
        const found = this.client.getRoom(this.#roomId) === null ? undefined : look()
        if (found !== undefined && found !== null && found !== false) end(() => resolve(found))
      }
      const timer = setTimeout(() => end(() => reject(new Error(`The other client never saw ${what}`))), PATIENCE_MS)
      this.client.on(ClientEvent.Sync, attempt)
      this.client.on(MatrixEventEvent.Decrypted, attempt)
      attempt()
    })
  }
}
