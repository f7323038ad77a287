import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
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
const mostSenders = 50_000

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
  readonly #rooms = new Set<string>()
  /** Messages that the first machine decrypted and the second could have. Reading all keys costs about one of them for each session. */
  #debt = 0
  #dueAt = leastDebt
  #isFilling = false

  /** Where the text of a message can be had quickly, and what is to be said about its sender; undefined where the machine is to be asked. */
  find(event: SealedEvent): { readonly olm: OlmMachine; readonly shield: Shield | null } | undefined {
    if (this.#second === undefined) return undefined
    const session = sessionOf(event)
    const shield = this.#held.has(session) ? this.#shields.get(`${session} ${event.sender}`) : undefined
    return shield === undefined ? undefined : { olm: this.#second, shield }
  }

  /** Of messages that could be had quickly, but that nobody asked yet who sends them: one for each session and sender. */
  leading(events: readonly SealedEvent[]): readonly SealedEvent[] {
    const unknown = new Map<string, SealedEvent>()
    for (const event of events) {
      const session = sessionOf(event)
      const sender = `${session} ${event.sender}`
      if (!this.#shields.has(sender) && !unknown.has(sender) && this.#held.has(session)) unknown.set(sender, event)
    }
    return [...unknown.values()]
  }

  /** The machine has decrypted it. */
  learn(event: SealedEvent, shield: Shield | null): void {
    const session = sessionOf(event)
    if (this.#shields.size > mostSenders) this.#shields.clear()
    this.#shields.set(`${session} ${event.sender}`, shield)
    this.#rooms.add(event.roomId)
    if (!this.#held.has(session)) this.#debt += 1
  }

  /** Something became known about devices or people: what was said about senders may be wrong now. */
  forget(): void {
    this.#shields.clear()
  }

  /** Whether it may be worth it by now to take keys in. */
  get isDue(): boolean {
    return this.#debt >= this.#dueAt && !this.#isFilling
  }

  /** Takes keys in when that is worth it. Rejects when the crypto store cannot be read. */
  async fill(keys: Keys): Promise<void> {
    if (!this.isDue) return
    this.#isFilling = true
    try {
      await this.#fill(keys)
    } finally {
      this.#isFilling = false
    }
  }

  dispose(): void {
    this.#second?.close()
    this.#second = undefined
    this.#held.clear()
    this.#rooms.clear()
  }

  async #fill({ wasm, olm }: Keys): Promise<void> {
    const { total } = await olm.roomKeyCounts()
    this.#dueAt = Math.max(leastDebt, total)
    if (this.#debt < this.#dueAt) return
    this.#debt = 0
    const isWanted = (roomId: string): boolean => total <= fewSessions || this.#rooms.has(roomId)
    const json = await olm.exportRoomKeys(({ roomId }) => isWanted(roomId.toString()))
    if (this.#held.size > mostSessions) this.dispose()
    this.#second ??= await wasm.OlmMachine.initialize(olm.userId, new wasm.DeviceId('MEMORY'))
    await this.#second.importExportedRoomKeys(json, () => undefined)
    for (const { room_id: roomId, session_id: sessionId } of JSON.parse(json) as readonly ExportedKey[]) this.#held.add(`${roomId} ${sessionId}`)
  }
}

/** As the machine writes it. */
type ExportedKey = { readonly room_id: string; readonly session_id: string }

const sessionOf = ({ roomId, content }: SealedEvent): string => `${roomId} ${ownString(content, 'session_id') ?? ''}`
