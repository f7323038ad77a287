import type { EncryptionSettings, OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { RoomId, UserId } from '../../../../preload/contract/ids.ts'
import { isRecord, parseJson, type JsonRecord } from '../../base/json.ts'
import { SerialQueue } from '../../base/queue.ts'
import { CryptoError } from '../crypto-error.ts'
import { userIdOf, type Machine } from '../machine/machine.ts'

export type HistoryVisibility = 'invited' | 'joined' | 'shared' | 'world_readable'

/** An encrypted room as its state says it is. */
export type EncryptedRoom = {
  readonly roomId: RoomId
  /** Who gets the keys: everybody joined, and invited where history is theirs to see. */
  readonly recipients: readonly UserId[]
  readonly historyVisibility: HistoryVisibility
  /** How long and for how many messages a session serves; null: as the specification recommends. */
  readonly rotationMs: number | null
  readonly rotationMessages: number | null
  /** Only devices that their owner has signed get keys (MSC4153). */
  readonly excludeUnsigned: boolean
}

export type RoomEvent = { readonly type: string; readonly content: JsonRecord }

/**
 * Encrypts events for rooms: the recipients' devices are asked for when they may have changed, each gets the room's session before anything is
 * encrypted with it, and a session that is old, or that somebody had who is gone, is replaced. One event of a room at a time.
 */
export class RoomEncryption {
  readonly #open: () => Promise<Machine>
  readonly #rooms = new Map<RoomId, SerialQueue>()

  constructor({ open }: { readonly open: () => Promise<Machine> }) {
    this.#open = open
  }

  /**
   * The content of the `m.room.encrypted` event that stands for `event`. Rejects with `HomeserverError` when devices cannot be asked for or
   * given the key (to be tried again), with `CryptoError` `forbidden` while the identity of a verified recipient is not settled.
   */
  encrypt(room: EncryptedRoom, event: RoomEvent): Promise<JsonRecord> {
    return this.#inTurn(room.roomId, async () => {
      const machine = await this.#open()
      await shareKey(machine, room)
      const { olm, wasm } = machine
      const content = parseJson(await olm.encryptRoomEvent(new wasm.RoomId(room.roomId), event.type, JSON.stringify(event.content)))
      if (!isRecord(content)) throw new Error('The machine made no content of an event')
      return content
    })
  }

  /** Gives the room's session to everybody who is to have it, so that a message that follows need not wait for it. */
  prepare(room: EncryptedRoom): Promise<void> {
    return this.#inTurn(room.roomId, async () => shareKey(await this.#open(), room))
  }

  #inTurn<T>(roomId: RoomId, job: () => Promise<T>): Promise<T> {
    const queue = this.#rooms.get(roomId) ?? new SerialQueue()
    this.#rooms.set(roomId, queue)
    return queue.run(job)
  }
}

async function shareKey(machine: Machine, room: EncryptedRoom): Promise<void> {
  const { olm, wasm, outgoing } = machine
  const users = () => room.recipients.flatMap((userId) => userIdOf(wasm, userId) ?? [])
  await olm.updateTrackedUsers(users())
  await outgoing.query()
  const claim = await olm.getMissingSessions(users())
  if (claim) await outgoing.send(claim)
  // In order: one that fails stops the rest, and all that were not sent are among those of the next attempt.
  for (const request of await requestsFor(machine, room, users)) await outgoing.send(request)
}

type Users = () => Parameters<OlmMachine['shareRoomKey']>[1]
type Strategy = EncryptionSettings['sharingStrategy']

async function requestsFor(machine: Machine, room: EncryptedRoom, users: Users): ReturnType<OlmMachine['shareRoomKey']> {
  const { olm, wasm } = machine
  const { CollectStrategy } = wasm
  const share = (strategy: Strategy) =>
    olm.shareRoomKey(new wasm.RoomId(room.roomId), users(), settingsOf(machine, room, strategy))
  const usual = () => room.excludeUnsigned ? CollectStrategy.identityBasedStrategy() : CollectStrategy.allDevices()
  try {
    // It looks at each recipient who was verified; only when it objects is it worth the cost to ask who.
    return await share(room.excludeUnsigned ? usual() : CollectStrategy.errorOnUnverifiedUserProblem())
  } catch (error) {
    const withdrawn = await withdrawnAmong(machine, room.recipients)
    if (withdrawn.length > 0) throw unsettled(withdrawn, error)
    if (room.excludeUnsigned) throw error
  }
  // A verified person has a device that they have not signed: that is shown, and keeps nobody from talking.
  return share(usual())
}

/** Recipients who were verified by us and whose identity is another one now. */
async function withdrawnAmong({ olm, wasm }: Machine, recipients: readonly UserId[]): Promise<readonly UserId[]> {
  const found: UserId[] = []
  for (const userId of recipients) {
    const id = userIdOf(wasm, userId)
    const identity = id && await olm.getIdentity(id)
    if (identity instanceof wasm.OtherUserIdentity && identity.hasVerificationViolation()) found.push(userId)
  }
  return found
}

function unsettled(userIds: readonly UserId[], cause: unknown): CryptoError {
  const who = userIds.length === 1 ? userIds[0] : `${userIds.length} people`
  return new CryptoError('forbidden', `The identity of ${who} is no longer the one that you verified: settle that before you write here.`, cause)
}

function settingsOf(
  { wasm }: Machine, { historyVisibility, rotationMs, rotationMessages }: EncryptedRoom,
  strategy: Strategy,
): EncryptionSettings {
  const settings = new wasm.EncryptionSettings()
  settings.historyVisibility = wasm.HistoryVisibility[visibilityNames[historyVisibility]]
  if (rotationMs !== null) settings.rotationPeriod = BigInt(rotationMs) * 1000n
  if (rotationMessages !== null) settings.rotationPeriodMessages = BigInt(rotationMessages)
  settings.sharingStrategy = strategy
  return settings
}

const visibilityNames = { invited: 'Invited', joined: 'Joined', shared: 'Shared', world_readable: 'WorldReadable' } as const
