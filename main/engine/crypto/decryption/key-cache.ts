import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { RoomId } from '../../../../preload/contract/ids.ts'
import type { Shield } from '../../../../preload/contract/rows/timeline-row.ts'
import { ownString } from '../../base/json.ts'
import type { Machine } from '../machine/machine.ts'
import type { SealedEvent } from './decryption.ts'

/** With fewer messages than this it is not worth it. */
const leastDebt = 32
/** So many sessions are taken in whole; of more, those of the rooms that are being read. */
const fewSessions = 2_000
/** With more in memory it begins anew. */
const mostSessions = 10_000

type Keys = Pick<Machine, 'wasm' | 'olm'>

/**
 * Keys of sessions in memory. The machine fetches, unpacks and winds on a session's key for each single message, which costs a third of what
 * decrypting costs; a second machine, in memory, has them at hand (docs/decisions/015). It is given keys and nothing else: it knows no
 * devices, sends nothing, and is asked only for what the text is. Who sent it is the first machine's word, given for a message of the same
 * session and sender since anything became known about devices; whatever the second one cannot do goes to the first.
 */
export class KeyCache {
  #second: OlmMachine | undefined
  readonly #held = new Set<string>()
  readonly #shields = new Map<string, Shield | null>()
  readonly #rooms = new Set<RoomId>()
  /** Messages that the first machine decrypted and the second could have. Reading all keys costs about one of them for each session. */
  #debt = 0

  /** Where the text of a message can be had quickly, and what is to be said about its sender; undefined where the machine is to be asked. */
  find(event: SealedEvent): { readonly olm: OlmMachine; readonly shield: Shield | null } | undefined {
    if (this.#second === undefined || !this.#held.has(sessionOf(event))) return undefined
    const shield = this.#shields.get(senderOf(event))
    return shield === undefined ? undefined : { olm: this.#second, shield }
  }

  /** Of messages that could be had quickly, but that nobody asked yet who sends them: one for each session and sender. */
  leading(events: readonly SealedEvent[]): ReadonlySet<SealedEvent> {
    const unknown = new Map<string, SealedEvent>()
    for (const event of events) {
      const sender = senderOf(event)
      if (!unknown.has(sender) && !this.#shields.has(sender) && this.#held.has(sessionOf(event))) unknown.set(sender, event)
    }
    return new Set(unknown.values())
  }

  /** The machine has decrypted it. */
  learn(event: SealedEvent, shield: Shield | null): void {
    this.#shields.set(senderOf(event), shield)
    this.#rooms.add(event.roomId)
    if (!this.#held.has(sessionOf(event))) this.#debt += 1
  }

  /** Something became known about devices or people: what was said about senders may be wrong now. */
  forget(): void {
    this.#shields.clear()
  }

  /** Takes keys in when that is worth it by now. Rejects when the crypto store cannot be read. */
  async fill({ wasm, olm }: Keys): Promise<void> {
    if (this.#debt < leastDebt) return
    const { total } = await olm.roomKeyCounts()
    if (this.#debt < total) return
    this.#debt = 0
    const isWanted = (roomId: string): boolean => total <= fewSessions || this.#rooms.has(roomId as RoomId)
    const json = await olm.exportRoomKeys(({ roomId }) => isWanted(roomId.toString()))
    if (this.#held.size > mostSessions) this.dispose()
    this.#second ??= await wasm.OlmMachine.initialize(olm.userId, new wasm.DeviceId('MEMORY'))
    await this.#second.importExportedRoomKeys(json, () => undefined)
    for (const { room_id: roomId, session_id: sessionId } of JSON.parse(json) as readonly ExportedKey[]) this.#held.add(`${roomId} ${sessionId}`)
  }

  dispose(): void {
    this.#second?.close()
    this.#second = undefined
    this.#held.clear()
    this.#rooms.clear()
  }
}

/** As the machine writes it. */
type ExportedKey = { readonly room_id: string; readonly session_id: string }

const sessionOf = ({ roomId, content }: SealedEvent): string => `${roomId} ${ownString(content, 'session_id') ?? ''}`

const senderOf = (event: SealedEvent): string => `${sessionOf(event)} ${event.sender}`
