import type { OtherUserIdentity, UserId as MachineUserId, VerificationRequest } from '@matrix-org/matrix-sdk-crypto-wasm'
import { isEventId, type DeviceId, type RoomId, type UserId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import { randomId } from '../../base/ids.ts'
import { isRecord, parseJson } from '../../base/json.ts'
import type { Me } from '../../base/me.ts'
import { CryptoError } from '../crypto-error.ts'
import { readStanding } from '../identity/standing.ts'
import { userIdOf } from '../machine/ids.ts'
import type { Machine } from '../machine/machine.ts'
import type { SendRoomEvent } from '../machine/send-request.ts'
import type { VerificationMessage } from './deliver.ts'
import { ourMethods } from './flow.ts'

/** Asks a device of our own, or all of them. Rejects with `CryptoError` `not-found` or `bad-input`, and with `HomeserverError`. */
export async function askDevices(machine: Machine, me: Me, deviceId: DeviceId | undefined): Promise<VerificationRequest> {
  if (deviceId === me.deviceId) throw new CryptoError('bad-input', 'This is the device that you are using: verify it from another one.')
  const user = await learn(machine, me.userId)
  const [request, message] = deviceId === undefined ? await askAll(machine, me, user) : await askOne(machine, user, deviceId)
  try {
    await machine.outgoing.send(message)
  } catch (error) {
    // Else the next one would be taken for a second one at the same time.
    request.cancel()
    throw error
  }
  return request
}

type Asked = readonly [VerificationRequest, VerificationMessage]

async function askOne({ olm, wasm }: Machine, user: MachineUserId, deviceId: DeviceId): Promise<Asked> {
  const device = await olm.getDevice(user, new wasm.DeviceId(deviceId))
  if (device === undefined) throw new CryptoError('not-found', `This account has no device "${deviceId}" that takes part in encryption.`)
  return device.requestVerification(ourMethods(wasm))
}

async function askAll({ olm, wasm }: Machine, { deviceId }: Me, user: MachineUserId): Promise<Asked> {
  const devices = (await olm.getUserDevices(user)).devices()
  const others = devices.filter((device) => device.deviceId.toString() !== deviceId && !device.isDehydrated)
  if (others.length === 0) throw new CryptoError('not-found', 'This account has no other device that could answer.')
  const identity = await olm.getIdentity(user)
  if (!(identity instanceof wasm.OwnUserIdentity)) throw noOwnIdentity()
  return identity.requestVerification(ourMethods(wasm))
}

export type AskPerson = {
  readonly me: Me
  readonly userId: UserId
  readonly sendRoomEvent: SendRoomEvent
  readonly openDirectRoom: (userId: UserId, signal: AbortSignal) => Promise<RoomId>
  readonly signal: AbortSignal
}

/** Asks somebody else, in the direct chat with them. Rejects as `refuseUnlessVerifiable`, and with what keeps the question from being sent. */
export async function askPerson(machine: Machine, { me, userId, sendRoomEvent, openDirectRoom, signal }: AskPerson): Promise<VerificationRequest> {
  const { wasm } = machine
  const identity = await refuseUnlessVerifiable(machine, me, userId)
  const roomId = await openDirectRoom(userId, signal)
  const content = parseJson(identity.verificationRequestContent(ourMethods(wasm)))
  if (!isRecord(content)) throw new Error('The machine made no content of a request')
  const eventId = await sendRoomEvent({
    // The machine leaves out what kind of message it is.
    roomId, type: 'm.room.message', content: { ...content, msgtype: 'm.key.verification.request' }, txnId: randomId(16), signal,
  })
  if (!isEventId(eventId)) throw new Error('The homeserver gave no id of an event')
  return identity.requestVerification(new wasm.RoomId(roomId), new wasm.EventId(eventId), ourMethods(wasm))
}

/**
 * Somebody's identity, as it is now, when verifying them can come to a good end: they have one, and we can sign it. Rejects with `CryptoError`
 * `not-found` or `forbidden`, and with `HomeserverError`.
 */
export async function refuseUnlessVerifiable(machine: Machine, me: Me, userId: UserId): Promise<OtherUserIdentity> {
  const { olm, wasm } = machine
  const own = await olm.getIdentity(new wasm.UserId(me.userId))
  if (own === undefined) throw noOwnIdentity()
  if (!await canSign(machine)) {
    throw new CryptoError('forbidden', 'This device is not verified yet: verify it first, or restore with the recovery key. Then you can verify others.')
  }
  const identity = await olm.getIdentity(await learn(machine, userId))
  if (identity instanceof wasm.OtherUserIdentity) return identity
  throw new CryptoError('not-found', `${userId} has not set up encryption so that others can verify them.`)
}

/** Another device gives this one the account's keys shortly after the two have verified each other. */
const keysComeWithinMs = 15_000

/** Resolves when this device can sign others, or when there is no reason to wait for that any longer. */
export async function untilKeysCame(machine: Machine, me: Me, clock: Clock, signal: AbortSignal): Promise<void> {
  if (await canSign(machine) || await readStanding(machine, me) !== 'verified') return
  const came = new AbortController()
  const look = (): void => {
    canSign(machine).then((can) => { if (can) came.abort() }, () => undefined)
  }
  const off = machine.onSecretSent.on(look)
  // They may have come between the first look and this.
  look()
  await clock.sleep(keysComeWithinMs, AbortSignal.any([signal, came.signal])).catch(() => undefined)
  off()
}

const canSign = async ({ olm }: Machine): Promise<boolean> => (await olm.crossSigningStatus()).hasUserSigning

/** Somebody's devices and identity as the server has them now. */
async function learn({ olm, wasm, outgoing }: Machine, userId: UserId): Promise<MachineUserId> {
  const of = (): MachineUserId => {
    const user = userIdOf(wasm, userId)
    if (user === undefined) throw new CryptoError('bad-input', `"${userId}" is no user id.`)
    return user
  }
  await olm.updateTrackedUsers([of()])
  await outgoing.send(olm.queryKeysForUsers([of()]))
  return of()
}

const noOwnIdentity = (): CryptoError => new CryptoError('not-found', 'This account has no identity yet: set up encryption first.')
