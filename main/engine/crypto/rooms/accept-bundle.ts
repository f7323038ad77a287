import type { Log } from '../../base/log.ts'
import { HomeserverError } from '../../matrix/errors.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { downloadMedia } from '../../matrix/media.ts'
import { supportedVersions } from '../../matrix/versions.ts'
import type { Machine } from '../machine/machine.ts'

/** A larger one is neither made nor taken. In bytes. */
export const largestBundle = 64 * 1024 * 1024

type Expected = { readonly roomId: string; readonly inviter: string }
type Context = { readonly homeserver: Homeserver; readonly log: Log }

/**
 * Takes in the keys that the inviter gave for the room, if they have come: from nobody else, and only from a device that they have signed,
 * which the machine looks at. Rejects with `HomeserverError`, to be tried again. What makes no sense is not asked for again.
 */
export async function acceptBundle(machine: Machine, { roomId, inviter }: Expected, { homeserver, log }: Context): Promise<void> {
  const { olm, wasm, outgoing } = machine
  await outgoing.send(olm.queryKeysForUsers([new wasm.UserId(inviter)]))
  const data = await olm.getReceivedRoomKeyBundleData(new wasm.RoomId(roomId), new wasm.UserId(inviter))
  if (data === undefined) return
  try {
    await olm.receiveRoomKeyBundle(data, await download(homeserver, data.url))
  } catch (error) {
    if (error instanceof HomeserverError && (error.isRetryable || error.code === 'aborted' || error.code === 'unknown-token')) throw error
    log.warn('The history of a room could not be taken in', { roomId, error })
  }
  await olm.clearRoomPendingKeyBundle(new wasm.RoomId(roomId))
}

async function download(homeserver: Homeserver, uri: string): Promise<Uint8Array> {
  const versions = await supportedVersions(homeserver, {})
  const { body } = await downloadMedia(homeserver, { uri, versions, maxBytes: largestBundle })
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}
