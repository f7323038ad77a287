import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeviceId, isUserId } from '../../../preload/contract/index.ts'
import type { Person } from '../../../test/harness/person.ts'
import type { PersonName } from './cast.ts'
import { PASSWORD, type Inhabitants } from './inhabitants.ts'
import { isEncrypted, VIEWER, type RoomScript } from './script.ts'
import { Seal } from './seal.ts'

/** Finds the device with which one of the people encrypts. */
export type Seals = (name: PersonName) => Seal

export type OpenSeals = { readonly find: Seals; readonly dispose: () => Promise<void> }

/** Opens what the people encrypt with, which lies in `folder` and is made there at first. The viewer's is somewhere else. */
export async function openSeals(folder: string, people: Inhabitants, names: readonly PersonName[]): Promise<OpenSeals> {
  const opened = await Promise.all(names.map(async (name) => [name, await openSeal(join(folder, name), people(name))] as const))
  const seals = new Map(opened)
  return {
    find: (name) => {
      const found = seals.get(name)
      if (found === undefined) throw new Error(`${name} does not encrypt here`)
      return found
    },
    dispose: async () => {
      for (const seal of seals.values()) await seal.dispose()
    },
  }
}

/** Everybody but the viewer who is in one of the encrypted rooms. */
export function correspondents(rooms: readonly RoomScript[]): readonly PersonName[] {
  return [...new Set(rooms.filter(isEncrypted).flatMap(({ members }) => members))].filter((name) => name !== VIEWER)
}

/** The user ids of everybody in a room, the viewer among them. */
export function everybodyIn({ members }: RoomScript, people: Inhabitants): readonly string[] {
  const [first] = members
  const serverName = people(first).userId.split(':').slice(1).join(':')
  return [...members, VIEWER].map((name) => `@${name}:${serverName}`)
}

async function openSeal(folder: string, { userId, deviceId, url, accessToken }: Person): Promise<Seal> {
  if (!isUserId(userId) || !isDeviceId(deviceId)) throw new Error(`${userId} cannot encrypt on ${deviceId}`)
  await mkdir(folder, { recursive: true })
  // No secret: everybody's password is told to everybody.
  const key = createHash('sha256').update(PASSWORD).digest()
  return Seal.open({ me: { userId, deviceId, homeserver: url }, accessToken, folder, key })
}
