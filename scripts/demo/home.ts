// The demo's home: one folder with its home server, the profile that Causeway uses, and a note of what was made. Deleting the folder is
// starting anew; a world that was not finished is made anew by itself.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, ownNumber, ownRecord } from '../../main/engine/base/json.ts'
import { openHomeServer, type HomeServer } from '../../main/home-server/index.ts'
import { ROOT } from '../set-up/dependencies.mjs'
import { paintGallery } from './pictures/gallery.ts'
import { makeWorld, type RoomIds } from './world/make-world.ts'
import { registerPast } from './world/past.ts'

export const DEMO_FOLDER = join(ROOT, '.cache', 'demo')

export const SERVER_NAME = 'skerrow.example'

/** Raise it when the world's script changes: an older world is then made anew. */
const WORLD_VERSION = 1

export type Home = {
  readonly server: HomeServer
  readonly url: string
  readonly roomIds: RoomIds
  /** Where Causeway keeps the viewer's account. */
  readonly profile: string
}

/** Starts the home server, and makes the world on it unless it is there. */
export async function openHome(onProgress: (sentence: string) => void): Promise<Home> {
  const folder = join(DEMO_FOLDER, 'server')
  const note = join(DEMO_FOLDER, 'world.json')
  const registration = join(DEMO_FOLDER, 'past.json')
  const profile = join(DEMO_FOLDER, 'profile')
  const server = openHomeServer({
    dir: folder,
    serverName: SERVER_NAME,
    testing: true,
    applicationServices: [registration],
    onProgress,
  })
  const known = await readNote(note)
  if (known === null) {
    await server.stop()
    await rm(DEMO_FOLDER, { recursive: true, force: true })
  }
  const pastToken = await registerPast(registration)
  const roomIds = known ?? (await makeWorld({ server, serverName: SERVER_NAME, pastToken, gallery: paintGallery(), onProgress }))
  await writeFile(note, JSON.stringify({ version: WORLD_VERSION, roomIds }))
  const { url } = await server.start()
  return { server, url, roomIds, profile }
}

async function readNote(file: string): Promise<RoomIds | null> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    // There is no world yet, or it was not finished.
    return null
  }
  const roomIds = isRecord(value) && ownNumber(value, 'version') === WORLD_VERSION ? ownRecord(value, 'roomIds') : undefined
  if (roomIds === undefined) return null
  return Object.fromEntries(Object.entries(roomIds).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
