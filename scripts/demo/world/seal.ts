// How somebody in the demo encrypts: a crypto machine of the engine's own, in a file that lives as long as the world does.
import { silentLog } from '../../../main/engine/base/log.ts'
import { isRecord, parseJson } from '../../../main/engine/base/json.ts'
import type { Me } from '../../../main/engine/base/me.ts'
import { systemClock } from '../../../main/engine/base/clock.ts'
import { Identity } from '../../../main/engine/crypto/identity/identity.ts'
import type { Machine } from '../../../main/engine/crypto/machine/machine.ts'
import { openMachine } from '../../../main/engine/crypto/machine/open-machine.ts'
import { shareKey } from '../../../main/engine/crypto/rooms/share-key.ts'
import { Connectivity } from '../../../main/engine/matrix/connectivity.ts'
import { Http } from '../../../main/engine/matrix/http.ts'
import { Session } from '../../../main/engine/matrix/session.ts'
import { isRoomId, isUserId } from '../../../preload/contract/index.ts'
import type { Json } from '../../../test/harness/person.ts'

export type SealOptions = {
  /** The device that encrypts, which is signed in. */
  readonly me: Me
  readonly accessToken: string
  /** The folder of the machine's file, and the key of that file (32 bytes). */
  readonly folder: string
  readonly key: Uint8Array
}

/** What is to be encrypted, and for whom. */
export type Letter = {
  readonly roomId: string
  /** Everybody in the room, the writer included. */
  readonly members: readonly string[]
  readonly type: string
  readonly content: Json
}

export class Seal {
  readonly #machine: Machine

  private constructor(machine: Machine) {
    this.#machine = machine
  }

  /** Opens the device's machine, or makes it with its owner's identity. Rejects when the server cannot be reached. */
  static async open({ me, accessToken, folder, key }: SealOptions): Promise<Seal> {
    const shared = { clock: systemClock, random: Math.random, log: silentLog }
    const tokens = { accessToken: () => accessToken, refresh: (_spent: string, refusal: Error) => Promise.reject(refusal) }
    const homeserver = new Session({ http: new Http({ baseUrl: me.homeserver }), tokens })
    const sendRoomEvent = () => Promise.reject(new Error('Nobody is asked for a verification here'))
    const machine = await openMachine({ ...shared, me, folder, key, homeserver, sendRoomEvent, connectivity: new Connectivity(shared) })
    try {
      await new Identity({ open: async () => machine, homeserver, me, onChange: () => undefined }).settle()
      return new Seal(machine)
    } catch (error) {
      await machine.dispose()
      throw error
    }
  }

  /** The content of the `m.room.encrypted` event for a letter: every device of every member can read it. */
  async seal(letter: Letter): Promise<Json> {
    const { olm, wasm } = this.#machine
    const { roomId, members } = letter
    if (!isRoomId(roomId)) throw new Error(`${roomId} is no room`)
    const wishes = { rotationMs: null, rotationMessages: null, historyVisibility: 'shared', excludeUnsigned: false } as const
    await shareKey(this.#machine, { roomId, recipients: members.filter(isUserId), invited: [], ...wishes })
    const content = parseJson(await olm.encryptRoomEvent(new wasm.RoomId(roomId), letter.type, JSON.stringify(letter.content)))
    if (!isRecord(content)) throw new Error('The machine made no content')
    return content
  }

  /** The same with a key of its own that the devices of `userId` are refused, as a writer may who does not trust them. */
  async sealWithout(userId: string, letter: Letter): Promise<Json> {
    const { wasm } = this.#machine
    await this.#newKey(letter.roomId)
    await this.#trust(userId, wasm.LocalTrust.BlackListed)
    try {
      return await this.seal(letter)
    } finally {
      await this.#trust(userId, wasm.LocalTrust.Unset)
      await this.#newKey(letter.roomId)
    }
  }

  /** The private keys of its owner's identity, for another device of theirs. */
  async identityKeys(): Promise<{ readonly master_key: string; readonly self_signing_key: string; readonly user_signing_key: string }> {
    const keys = await this.#machine.olm.exportCrossSigningKeys()
    const { masterKey: master, self_signing_key: selfSigning, userSigningKey: userSigning } = keys ?? {}
    if (master === undefined || selfSigning === undefined || userSigning === undefined) throw new Error('This device does not have them')
    return { master_key: master, self_signing_key: selfSigning, user_signing_key: userSigning }
  }

  /** Without a sync nobody tells of new devices: they are asked for before the next letter. */
  async lookAgain(): Promise<void> {
    await this.#machine.olm.markAllTrackedUsersAsDirty()
  }

  dispose(): Promise<void> {
    return this.#machine.dispose()
  }

  async #newKey(roomId: string): Promise<void> {
    const { olm, wasm } = this.#machine
    await olm.invalidateGroupSession(new wasm.RoomId(roomId))
  }

  async #trust(userId: string, trust: number): Promise<void> {
    const { olm, wasm } = this.#machine
    const devices = await olm.getUserDevices(new wasm.UserId(userId))
    for (const device of devices.devices()) await device.setLocalTrust(trust)
  }
}
