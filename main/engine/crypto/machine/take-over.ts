import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DeviceId } from '../../../../preload/contract/ids.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { Me } from '../../base/me.ts'
import type { DatabaseKey } from '../../store/database.ts'
import type { Store } from '../../store/store.ts'
import { markTakenOver, noteDevice, readDevicesBefore } from '../../store/tables/crypto-devices.ts'
import { JsonItems } from '../json-items.ts'
import { exportedKeys, importAll } from '../key-file/room-keys.ts'
import type { Machine } from './machine.ts'
import { cryptoFileName, openStored } from './open-machine.ts'

export type TakeOverOptions = {
  readonly me: Me
  /** The account's folder. */
  readonly folder: string
  readonly key: DatabaseKey
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

/**
 * After the server has ended a session for good the account goes on here as a new device, with the messages that the one before could read:
 * its room keys come over. The file of the one before stays as it is. What fails is tried again at the next start. Never rejects.
 */
export async function takeOverKeys(options: TakeOverOptions, machine: Machine): Promise<void> {
  const { me, store, log } = options
  try {
    store.write((writer) => noteDevice(writer, me.deviceId), 'full')
    for (const deviceId of store.read((reader) => readDevicesBefore(reader, me.deviceId))) await takeOver(options, deviceId, machine)
  } catch (error) {
    log.error('The room keys of the device before this one could not be taken over', { error })
  }
}

async function takeOver({ me: { userId }, folder, key, store, clock, log }: TakeOverOptions, deviceId: DeviceId, machine: Machine): Promise<void> {
  if (existsSync(join(folder, cryptoFileName({ deviceId })))) {
    const before = await openStored({ me: { userId, deviceId }, folder, key })
    try {
      const taken = await importAll(machine, { keys: each(exportedKeys(before, () => undefined)), clock })
      log.info('The room keys of the device before this one were taken over', { taken })
    } finally {
      before.olm.close()
      before.database.dispose()
    }
  }
  store.write((writer) => markTakenOver(writer, deviceId), 'full')
}

async function* each(arrays: AsyncIterable<string>): AsyncGenerator<string | null, void, undefined> {
  for await (const array of arrays) {
    for (const { text } of new JsonItems({ depth: 1, longest: array.length, isItem: () => true }).take(array)) yield text
  }
}
