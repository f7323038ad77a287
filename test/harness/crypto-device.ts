import { silentLog } from '../../main/engine/base/log.ts'
import type { Log } from '../../main/engine/base/log.ts'
import type { Me } from '../../main/engine/base/me.ts'
import type { Clock } from '../../main/engine/base/clock.ts'
import { systemClock } from '../../main/engine/base/clock.ts'
import { Machine, type MachineOptions } from '../../main/engine/crypto/machine/machine.ts'
import { openMachine } from '../../main/engine/crypto/machine/open-machine.ts'
import { loadWasm } from '../../main/engine/crypto/machine/wasm.ts'
import { Connectivity } from '../../main/engine/matrix/connectivity.ts'
import { isRecord, parseJson, type JsonRecord } from '../../main/engine/base/json.ts'
import type { DeviceId, RoomId, UserId } from '../../preload/contract/index.ts'
import type { KeyServer } from './key-server.ts'

export type CryptoDeviceOptions = {
  readonly clock?: Clock
  readonly log?: Log
  /** Where its keys lie; in memory without it. */
  readonly folder?: string
  /** Its keys are on the server. */
  readonly isUploaded?: boolean
}

/** A device that has a machine and nothing else; its keys are on the server. */
export class CryptoDevice {
  readonly machine: Machine
  readonly userId: UserId
  readonly deviceId: string
  readonly #server: KeyServer

  private constructor(machine: Machine, userId: UserId, deviceId: string, server: KeyServer) {
    this.machine = machine
    this.userId = userId
    this.deviceId = deviceId
    this.#server = server
  }

  static async open(server: KeyServer, user: string, deviceId: string, options: CryptoDeviceOptions = {}): Promise<CryptoDevice> {
    const { clock = systemClock, log = silentLog, folder, isUploaded = true } = options
    const userId = user as UserId
    const parts = {
      homeserver: server.for(userId, deviceId), clock, log, random: () => 0, connectivity: new Connectivity({ clock, random: () => 0, log }),
      sendRoomEvent: () => Promise.reject(new Error('There are no rooms here')),
    }
    const me = { userId, deviceId: deviceId as DeviceId, homeserver: 'https://keys.test' }
    const machine = folder === undefined
      ? await openInMemory(me, parts)
      : await openMachine({ ...parts, me, folder, key: new Uint8Array(32) })
    const device = new CryptoDevice(machine, userId, deviceId, server)
    if (isUploaded) await machine.outgoing.flush()
    return device
  }

  /** A sync: takes in what was sent to it. */
  async sync(changed: readonly UserId[] = []): Promise<void> {
    const toDevice = this.#server.take(this.userId, this.deviceId)
    const oneTimeKeyCounts = new Map([['signed_curve25519', this.#server.oneTimeKeys(this.userId, this.deviceId).size]])
    const keys = { deviceLists: { changed, left: [] }, oneTimeKeyCounts, unusedFallbackKeyTypes: this.#server.unusedFallback(this.userId, this.deviceId) }
    await this.machine.takeToDevice({ toDevice, keys, kind: 'v2', isFresh: false })
    await this.machine.outgoing.flush()
  }

  /** The clear content of an encrypted event's content; rejects as the machine does. */
  async decrypt(roomId: RoomId, sender: UserId, content: JsonRecord): Promise<JsonRecord> {
    const { wasm, olm } = this.machine
    const event = { type: 'm.room.encrypted', event_id: '$event', sender, origin_server_ts: 1, room_id: roomId, content }
    const decrypted = await olm.decryptRoomEvent(JSON.stringify(event), new wasm.RoomId(roomId), new wasm.DecryptionSettings(wasm.TrustRequirement.Untrusted))
    const clear = parseJson(decrypted.event)
    return isRecord(clear) ? clear : {}
  }
}

async function openInMemory({ userId, deviceId }: Me, parts: Omit<MachineOptions, 'wasm' | 'olm' | 'database'>): Promise<Machine> {
  const wasm = await loadWasm()
  const olm = await wasm.OlmMachine.initialize(new wasm.UserId(userId), new wasm.DeviceId(deviceId))
  return new Machine({ ...parts, wasm, olm, database: { dispose: () => undefined, hold: () => ({ release: () => undefined, discard: () => undefined }) } })
}
