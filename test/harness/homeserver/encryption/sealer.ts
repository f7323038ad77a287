import type { CryptoWasm } from '../../../../main/engine/crypto/machine/wasm.ts'
import { SerialQueue } from '../../../../main/engine/base/queue.ts'
import type { Device } from '../protocol/devices.ts'
import { encryptedSenders } from '../world/make-rooms.ts'
import type { Json } from '../world/preamble.ts'
import type { RoomFacts } from '../world/room-facts.ts'
import type { World } from '../world/world.ts'
import { SenderMachine } from './sender-machine.ts'

/** The machines that write to one device, and what they have written, by room and index. */
type Desk = { readonly senders: readonly SenderMachine[]; readonly queue: SerialQueue; readonly sealed: Map<string, Json> }

/**
 * Encrypts the rooms with real encryption. What a device gets is encrypted for it alone, when it is first asked for: so every device can read
 * everything from the beginning, though what comes over the wire differs from one to the next.
 */
export class Sealer {
  readonly #wasm: CryptoWasm
  readonly #desks = new Map<string, Desk>()
  #world: World | undefined
  #count = 0

  constructor(wasm: CryptoWasm) {
    this.#wasm = wasm
  }

  serve({ world }: { readonly world: World }): void {
    this.#world = world
  }

  /** Lets a device into the encrypted rooms: it is sent the keys of each. Its own keys must have been published. */
  async admit(device: Device): Promise<void> {
    if (this.#desks.has(device.deviceId) || this.#world === undefined) return
    const { cast: { people }, rooms } = this.#world
    const receiver = { deviceId: device.deviceId, keys: device.keys, send: (event: Json) => device.send(event) }
    const desk = { senders: [] as SenderMachine[], queue: new SerialQueue(), sealed: new Map<string, Json>() }
    this.#desks.set(device.deviceId, desk)
    this.#count += 1
    const senders = await Promise.all(Array.from({ length: encryptedSenders }, (_, person) =>
      SenderMachine.open(this.#wasm, { userId: people.userId(person), deviceId: `SENDER${this.#count}` }, receiver)))
    for (const { roomId } of rooms.filter(({ kind }) => kind === 'encrypted')) for (const sender of senders) await sender.shareKey(roomId)
    desk.senders.push(...senders)
    device.sealing = (facts, index) => desk.sealed.get(placeOf(facts, index)) ?? {}
    device.wake()
  }

  /** Resolves when the messages from `start` up to, and without, `end` can be told to the device. */
  async seal(device: Device, facts: RoomFacts, { start, end }: { readonly start: number; readonly end: number }): Promise<void> {
    const desk = this.#desks.get(device.deviceId)
    await desk?.queue.run(async () => {
      for (let index = start; index < end; index += 1) await this.#sealOne(desk, facts, index)
    })
  }

  devicesOf(userId: string): Json {
    const senders = [...this.#desks.values()].flatMap(({ senders }) => senders).filter((sender) => sender.userId === userId)
    return Object.fromEntries(senders.map(({ deviceId, keys }) => [deviceId, keys.device]))
  }

  claim(userId: string, deviceId: string): Json | undefined {
    const senders = [...this.#desks.values()].flatMap(({ senders }) => senders)
    return senders.find((sender) => sender.userId === userId && sender.deviceId === deviceId)?.keys.claim()
  }

  dispose(): void {
    for (const { senders } of this.#desks.values()) for (const sender of senders) sender.close()
    this.#desks.clear()
  }

  async #sealOne({ senders, sealed }: Desk, facts: RoomFacts, index: number): Promise<void> {
    const place = placeOf(facts, index)
    if (this.#world === undefined || sealed.has(place)) return
    const { type, sender, content } = this.#world.events.plain(facts, index)
    const machine = senders.find(({ userId }) => userId === sender)
    if (type === 'm.room.message' && machine !== undefined) sealed.set(place, await machine.encrypt(facts.roomId, content))
  }
}

const placeOf = ({ number }: RoomFacts, index: number): string => `${number} ${index}`
