import type { TestContext } from 'node:test'
import { silentLog } from '../../../../main/engine/base/log.ts'
import { Decryption, type DecryptionOptions } from '../../../../main/engine/crypto/decryption/decryption.ts'
import { EventOpener } from '../../../../main/engine/timeline/opening/event-opener.ts'
import { Healer } from '../../../../main/engine/timeline/opening/healer.ts'
import { appendEvents, type LiveEvents } from '../../../../main/engine/timeline/append.ts'
import { prepareEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import { refreshSummary } from '../../../../main/engine/rooms/summary.ts'
import type { EventId } from '../../../../preload/contract/index.ts'
import { ShieldKeeper } from '../../../../main/engine/timeline/opening/shield-keeper.ts'
import { putState } from '../../../../main/engine/store/tables/state.ts'
import { putRoomFacts } from '../../../../main/engine/store/tables/rooms.ts'
import { ManualClock } from '../../../harness/manual-clock.ts'
import { KeyServer, type OlmPerson, type ToDevice } from '../../../harness/olm-person.ts'
import { anna, bob, me, roomId, RoomFixture } from './room-fixture.ts'

type Json = Record<string, unknown>
type People = { readonly anna: OlmPerson; readonly bob: OlmPerson; readonly mine: OlmPerson }

/** An encrypted room with real machines: Anna and Bob write, and what they wrote is decrypted on its way into the store, as sync does it. */
export class SealedRoom extends RoomFixture {
  readonly anna: OlmPerson
  readonly bob: OlmPerson
  readonly mine: OlmPerson
  readonly clock = new ManualClock()
  readonly decryption: Decryption
  readonly opener: EventOpener
  readonly healer: Healer
  readonly shields: ShieldKeeper
  excludeUnsigned = false
  backup: ReturnType<DecryptionOptions['backup']> = 'none'
  /** Set to make the keys unavailable. */
  failure: Error | undefined

  private constructor(context: TestContext, people: People) {
    super(context)
    this.anna = people.anna
    this.bob = people.bob
    this.mine = people.mine
    this.decryption = new Decryption({
      open: async () => {
        if (this.failure !== undefined) throw this.failure
        return this.mine
      },
      excludeUnsigned: () => this.excludeUnsigned,
      backup: () => this.backup,
      log: silentLog,
    })
    const parts = { store: this.store, decryption: this.decryption, log: silentLog }
    this.opener = new EventOpener(parts)
    this.healer = new Healer({ ...parts, opener: this.opener, me, clock: this.clock })
    this.shields = new ShieldKeeper({ ...parts, clock: this.clock })
    this.store.write((writer) => putRoomFacts(writer, this.room, { membership: 'join' }))
  }

  /** Among people who stay when the room is closed, but for me. */
  static between(context: TestContext, people: People): SealedRoom {
    return new SealedRoom(context, people)
  }

  async close(): Promise<void> {
    await this.healer.dispose()
    await this.shields.dispose()
    this.mine.close()
    this.store.dispose()
  }

  static async open(context: TestContext, { annaIsSigned = true } = {}): Promise<SealedRoom> {
    const server = new KeyServer()
    const people = {
      anna: await server.person(anna, 'ANNA'), bob: await server.person(bob, 'BOB'), mine: await server.person(me.userId, me.deviceId),
    }
    for (const person of [...(annaIsSigned ? [people.anna] : []), people.bob, people.mine]) await person.signIn()
    await people.mine.lookAt([anna, bob])
    const room = new SealedRoom(context, people)
    context.after(async () => {
      await room.close()
      for (const person of [people.anna, people.bob]) person.close()
    })
    return room
  }

  /** What sync brings, decrypted as far as it can be. */
  async arrive(events: readonly unknown[], more: Partial<Pick<LiveEvents, 'limited' | 'prevBatch'>> = {}): Promise<void> {
    const prepared = events.map((raw) => prepareEvent(raw)).filter((one) => one !== null)
    await this.opener.ofRoom({ roomId, events: prepared }, (opened) => this.store.write((writer) => {
      appendEvents(writer, { room: this.room, roomId, me, events: opened, limited: false, prevBatch: null, ...more })
      refreshSummary(writer, roomId, me, this.clock.now())
    }))
  }

  /** Keys come late, and everybody who waits for them is told. */
  async keysCome(messages: readonly ToDevice[]): Promise<void> {
    const keys: { readonly roomId: typeof roomId; readonly sessionId: string }[] = []
    await this.mine.olm.registerRoomKeyUpdatedCallback(async (infos) => {
      for (const { sessionId } of infos) keys.push({ roomId, sessionId })
    })
    await this.mine.take(messages)
    await new Promise((resolve) => { setImmediate(resolve) })
    this.healer.retrySessions(keys)
    await this.healer.settled()
  }

  /** Keys come from a file. */
  async keysAreImported(files: readonly string[]): Promise<void> {
    for (const file of files) {
      await this.mine.olm.importExportedRoomKeys(file, () => undefined)
      const sessions = JSON.parse(file) as readonly { readonly session_id: string }[]
      this.healer.retrySessions(sessions.map(({ session_id: sessionId }) => ({ roomId, sessionId })))
    }
    await this.healer.settled()
  }

  /** The room is known to be encrypted since this event. */
  switchOn(eventId: EventId): void {
    const content = { algorithm: 'm.megolm.v1.aes-sha2' }
    this.store.write((writer) => {
      putState(writer, this.room, { type: 'm.room.encryption', stateKey: '', eventId, sender: anna, ts: 0, content })
      refreshSummary(writer, roomId, me, this.clock.now())
    })
  }

  async until(isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < 200 && !isSo(); turn += 1) await new Promise((resolve) => { setTimeout(resolve, 5) })
    if (!isSo()) throw new Error('It never came to be so')
  }

  /** What Anna says, encrypted. `relatesTo` stands readable beside the ciphertext. */
  async said(name: string, body: string, { relatesTo, ...more }: Json & { readonly relatesTo?: Json } = {}): Promise<Json> {
    const content = { msgtype: 'm.text', body, ...more, ...(relatesTo !== undefined && { 'm.relates_to': relatesTo }) }
    return { ...await this.anna.encrypted(roomId, `$${name}`, content), origin_server_ts: 1_000 }
  }

  /** Gives me the key to what Anna says from now on; or keeps it, to be given later. */
  async shareKey({ delivered = true } = {}): Promise<readonly ToDevice[]> {
    await this.anna.rotate(roomId)
    return await this.anna.shareKey(roomId, [this.mine], { delivered })
  }
}
