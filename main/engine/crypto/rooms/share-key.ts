import type { EncryptionSettings, OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { UserId } from '../../../../preload/contract/ids.ts'
import { CryptoError } from '../crypto-error.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'
import type { EncryptedRoom } from './encrypted-room.ts'
import { rotationOf } from './rotation.ts'

const dayMs = 24 * 60 * 60 * 1000

/**
 * Gives the room's session to every device that is to have it and has it not: the machine makes a new one where the old one is used up, or
 * somebody had it who is not among the recipients. Rejects with `HomeserverError`, and with `CryptoError` `forbidden` while the identity
 * of a verified recipient is not settled.
 */
export async function shareKey(machine: Machine, room: EncryptedRoom): Promise<void> {
  const { olm, wasm, outgoing } = machine
  const users = () => room.recipients.flatMap((userId) => userIdOf(wasm, userId) ?? [])
  await olm.updateTrackedUsers(users())
  await machine.markChanged(room.invited)
  await outgoing.query(new Set(room.recipients))
  await outgoing.claim(room.recipients)
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
  // Whoever else gets this session loses it with the first message that is not for them: the machine begins a new one then.
  if (room.evenUnsettled === true) return share(CollectStrategy.allDevices())
  // Asked before, and not left to the machine's strategy that objects: a session that it began for a sharing to which it then objects is one
  // whose own key it has not kept, and what is sent with that the sender cannot read.
  const withdrawn = await withdrawnAmong(machine, room.recipients)
  if (withdrawn.length > 0) throw unsettled(withdrawn)
  // A verified person may have a device that they have not signed: that is shown, and keeps nobody from talking.
  if (!room.excludeUnsigned) return share(CollectStrategy.allDevices())
  try {
    return await share(CollectStrategy.identityBasedStrategy())
  } catch (error) {
    await olm.invalidateGroupSession(new wasm.RoomId(room.roomId))
    throw unsignedHere(error)
  }
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

function unsettled(userIds: readonly UserId[]): CryptoError {
  const who = userIds.length === 1 ? userIds[0] : `${userIds.length} people`
  return new CryptoError('forbidden', `The identity of ${who} is no longer the one that you verified: settle that before you write here.`)
}

function unsignedHere(cause: unknown): CryptoError {
  return new CryptoError(
    'forbidden', 'Devices that are not signed are excluded, and this device is one: verify it, or include them in the settings.', cause,
  )
}

function settingsOf({ wasm }: Machine, room: EncryptedRoom, strategy: Strategy): EncryptionSettings {
  const settings = new wasm.EncryptionSettings()
  const { periodMs, messages } = rotationOf(room)
  settings.historyVisibility = wasm.HistoryVisibility[visibilityNames[room.historyVisibility]]
  // Past it the machine would end the process rather than encrypt, so its own limit lies behind ours, which is looked at each time.
  settings.rotationPeriod = BigInt(periodMs + dayMs) * 1000n
  settings.rotationPeriodMessages = BigInt(messages)
  settings.sharingStrategy = strategy
  return settings
}

const visibilityNames = { invited: 'Invited', joined: 'Joined', shared: 'Shared', world_readable: 'WorldReadable' } as const
