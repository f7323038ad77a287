import { asJson } from '../encryption/json.ts'
import { myUserId } from '../world/people.ts'
import type { Json } from '../world/preamble.ts'
import { notFound, ok, type Answer, type AskedByDevice } from './answer.ts'
import type { Service } from './service.ts'

/** A device that has published its keys is let into the rooms with real encryption. */
export async function uploadKeys({ sealer }: Service, { body, device }: AskedByDevice): Promise<Answer> {
  device.keys.upload(body)
  if (device.keys.device !== undefined) await sealer?.admit(device)
  return ok({ one_time_key_counts: device.keys.counts })
}

export function queryKeys(service: Service, { body }: AskedByDevice): Answer {
  const devices: Record<string, Json> = {}
  for (const userId of Object.keys(asJson(body['device_keys']))) devices[userId] = devicesOf(service, userId)
  return ok({ failures: {}, device_keys: devices, ...(Object.hasOwn(devices, myUserId) && service.crossSigning.told) })
}

function devicesOf({ devices, sealer }: Service, userId: string): Json {
  if (userId !== myUserId) return sealer?.devicesOf(userId) ?? {}
  return Object.fromEntries(devices.all.flatMap(({ deviceId, keys }) => (keys.device === undefined ? [] : [[deviceId, keys.device]])))
}

export function claimKeys({ devices, sealer }: Service, { body }: AskedByDevice): Answer {
  const claimed: Record<string, Record<string, Json>> = {}
  for (const [userId, wanted] of Object.entries(asJson(body['one_time_keys']))) {
    for (const deviceId of Object.keys(asJson(wanted))) {
      const key = userId === myUserId ? devices.get(deviceId)?.keys.claim() : sealer?.claim(userId, deviceId)
      if (key !== undefined) (claimed[userId] ??= {})[deviceId] = key
    }
  }
  return ok({ failures: {}, one_time_keys: claimed })
}

/** Messages among my own devices arrive; what others are sent is taken and forgotten. */
export function sendToDevice({ devices }: Service, { params, body, device }: AskedByDevice): Answer {
  const key = `to-device ${params['txnId'] ?? ''}`
  if (device.transactions.has(key)) return ok({})
  device.transactions.set(key, {})
  for (const [deviceId, content] of Object.entries(asJson(asJson(body['messages'])[myUserId]))) {
    const receivers = deviceId === '*' ? devices.all : [devices.get(deviceId)]
    for (const receiver of receivers) receiver?.send({ type: params['type'] ?? '', sender: myUserId, content })
  }
  return ok({})
}

export const noBackup = (): Answer => notFound('A backup')

/** An account's first identity needs no password (MSC3967), and here no later one does. */
export function uploadIdentity({ crossSigning }: Service, { body }: AskedByDevice): Answer {
  crossSigning.upload(body)
  return ok({})
}

/** Signatures on my own devices and keys; those on others' are taken and forgotten. */
export function uploadSignatures({ crossSigning, devices }: Service, { body }: AskedByDevice): Answer {
  for (const [id, signed] of Object.entries(asJson(body[myUserId]))) {
    if (!crossSigning.sign(id, asJson(signed))) devices.get(id)?.keys.sign(asJson(signed))
  }
  return ok({ failures: {} })
}
