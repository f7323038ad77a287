import type { OlmMachine, OutgoingRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { CryptoWasm } from '../../../../main/engine/crypto/machine/wasm.ts'
import { myUserId } from '../world/people.ts'
import type { Json } from '../world/preamble.ts'
import { asJson } from './json.ts'
import { PublishedKeys } from './published-keys.ts'

/** Who gets what a machine sends. */
export type Receiver = { readonly deviceId: string; readonly keys: PublishedKeys; readonly send: (event: Json) => void }

type Sender = { readonly userId: string; readonly deviceId: string }

// A session is good for a hundred messages; it is looked after well before that.
const lookAfterEvery = 50

/** A member who writes encrypted messages to one device of the account, with a real machine and nothing stored. */
export class SenderMachine {
  readonly userId: string
  readonly deviceId: string
  readonly keys = new PublishedKeys()
  readonly #wasm: CryptoWasm
  readonly #olm: OlmMachine
  readonly #receiver: Receiver
  readonly #written = new Map<string, number>()

  private constructor(wasm: CryptoWasm, olm: OlmMachine, receiver: Receiver) {
    this.#wasm = wasm
    this.#olm = olm
    this.#receiver = receiver
    this.userId = olm.userId.toString()
    this.deviceId = olm.deviceId.toString()
  }

  /** Makes the machine and its Olm session with the receiver, whose keys must have been published. */
  static async open(wasm: CryptoWasm, { userId, deviceId }: Sender, receiver: Receiver): Promise<SenderMachine> {
    const olm = await wasm.OlmMachine.initialize(new wasm.UserId(userId), new wasm.DeviceId(deviceId))
    const sender = new SenderMachine(wasm, olm, receiver)
    await sender.#flush()
    await olm.updateTrackedUsers([new wasm.UserId(myUserId)])
    await sender.#flush()
    const claim = await olm.getMissingSessions([new wasm.UserId(myUserId)])
    const claimed = { [myUserId]: { [receiver.deviceId]: receiver.keys.claim() ?? {} } }
    if (claim !== undefined && claim !== null) await olm.markRequestAsSent(claim.id, claim.type, JSON.stringify({ failures: {}, one_time_keys: claimed }))
    return sender
  }

  /** Sends the receiver the key with which the next messages of the room will be encrypted. */
  async shareKey(roomId: string): Promise<void> {
    const wasm = this.#wasm
    const requests = await this.#olm.shareRoomKey(new wasm.RoomId(roomId), [new wasm.UserId(myUserId)], new wasm.EncryptionSettings())
    for (const request of requests) {
      const content = asJson(asJson(asJson(asJson(JSON.parse(request.body))['messages'])[myUserId]))[this.#receiver.deviceId]
      if (content !== undefined) this.#receiver.send({ type: request.event_type, sender: this.userId, content })
      if (request.id !== undefined) await this.#olm.markRequestAsSent(request.id, request.type, '{}')
    }
  }

  /** The content of an m.room.encrypted event. */
  async encrypt(roomId: string, content: Json): Promise<Json> {
    const written = this.#written.get(roomId) ?? 0
    if (written % lookAfterEvery === 0) await this.shareKey(roomId)
    this.#written.set(roomId, written + 1)
    return asJson(JSON.parse(await this.#olm.encryptRoomEvent(new this.#wasm.RoomId(roomId), 'm.room.message', JSON.stringify(content))))
  }

  close(): void {
    this.#olm.close()
  }

  async #flush(): Promise<void> {
    for (const request of await this.#olm.outgoingRequests()) {
      const { id, type } = request
      const answer = this.#answer(request)
      if (answer !== undefined) await this.#olm.markRequestAsSent(id ?? '', type, JSON.stringify(answer))
    }
  }

  #answer(request: OutgoingRequest): Json | undefined {
    if (request instanceof this.#wasm.KeysUploadRequest) {
      this.keys.upload(asJson(JSON.parse(request.body)))
      return { one_time_key_counts: this.keys.counts }
    }
    if (!(request instanceof this.#wasm.KeysQueryRequest)) return undefined
    const devices = { [myUserId]: { [this.#receiver.deviceId]: this.#receiver.keys.device }, [this.userId]: { [this.deviceId]: this.keys.device } }
    return { failures: {}, device_keys: devices }
  }
}
