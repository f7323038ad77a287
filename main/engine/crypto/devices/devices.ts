import type { Device } from '@matrix-org/matrix-sdk-crypto-wasm'
import type { DeviceRow } from '../../../../preload/contract/rows/encryption-row.ts'
import type { DeviceId } from '../../../../preload/contract/ids.ts'
import { Emitter } from '../../base/emitter.ts'
import type { Log } from '../../base/log.ts'
import type { Me } from '../../base/me.ts'
import { deleteDevices, listDevices, renameDevice, type ServerDevice } from '../../matrix/devices.ts'
import type { Homeserver } from '../../matrix/homeserver.ts'
import { CryptoError } from '../crypto-error.ts'
import { fingerprintOf } from '../fingerprint.ts'
import type { Identity } from '../identity/identity.ts'
import type { Machine } from '../machine/machine.ts'

export type DevicesOptions = {
  readonly open: () => Promise<Machine>
  readonly homeserver: Homeserver
  readonly me: Me
  readonly identity: Pick<Identity, 'refresh'>
  readonly log: Log
}

/** One of the account's devices: what the server says of it, and what its keys prove. */
export type OwnDevice = ServerDevice & Pick<DeviceRow, 'trust' | 'fingerprint'>

type Proven = Pick<OwnDevice, 'trust' | 'fingerprint'>

const withoutKeys: Proven = { trust: 'no-keys', fingerprint: null }

/** The account's own devices. All methods reject with `HomeserverError`. */
export class Devices {
  /** The list is another one than before, or was asked for in vain. */
  readonly onChange: Emitter<undefined>
  readonly #options: DevicesOptions

  constructor(options: DevicesOptions) {
    this.#options = options
    this.onChange = new Emitter(options.log)
  }

  /** As they are now, this one first, then by when they were last seen. */
  async list(): Promise<readonly OwnDevice[]> {
    const { homeserver, me: { deviceId } } = this.#options
    const [listed, proven] = await Promise.all([listDevices(homeserver), this.#proven()])
    const devices = listed.map((device): OwnDevice => ({ ...device, ...(proven.get(device.deviceId) ?? withoutKeys) }))
    const rank = (device: OwnDevice): number => (device.deviceId === deviceId ? Infinity : device.lastSeenTs ?? 0)
    return devices.sort((one, other) => Math.sign(rank(other) - rank(one)) || (one.deviceId < other.deviceId ? -1 : 1))
  }

  async rename(deviceId: DeviceId, name: string): Promise<void> {
    await renameDevice(this.#options.homeserver, { deviceId, name })
    this.onChange.emit(undefined)
  }

  /** Ends the sessions of other devices. Throws as `withProof` does. */
  async signOut(deviceIds: readonly DeviceId[], password: string | undefined): Promise<void> {
    const { homeserver, me } = this.#options
    if (deviceIds.includes(me.deviceId)) {
      throw new CryptoError('bad-input', 'This is the device that you are using: sign out of the account instead.')
    }
    if (deviceIds.length > 0) await deleteDevices(homeserver, { deviceIds, proof: { userId: me.userId, password } })
    this.onChange.emit(undefined)
  }

  async #proven(): Promise<ReadonlyMap<string, Proven>> {
    const { open, me, identity, log } = this.#options
    try {
      const { wasm, olm } = await open()
      await identity.refresh()
      const devices = await olm.getUserDevices(new wasm.UserId(me.userId))
      return new Map(devices.devices().map((device) => [device.deviceId.toString(), toProven(device)]))
    } catch (error) {
      // Names and sessions are worth seeing all the same.
      log.warn('What is known of the keys of devices could not be had', { error })
      return new Map()
    }
  }
}

function toProven(device: Device): Proven {
  const key = device.ed25519Key
  return { trust: device.isCrossSigningTrusted() ? 'verified' : 'unverified', fingerprint: key === undefined ? null : fingerprintOf(key.toBase64()) }
}
