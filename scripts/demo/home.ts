// The demo's homes. A world is made once and then only copied: to the home that is lived in, which keeps what happens there, and to a home
// for each tour, which begins as the first one did and is nobody's afterwards. Deleting the folder is starting anew.
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, ownNumber, ownRecord } from '../../main/engine/base/json.ts'
import { freePort, openHomeServer, type HomeServer } from '../../main/home-server/index.ts'
import { ROOT } from '../set-up/dependencies.mjs'
import { paintGallery } from './pictures/gallery.ts'
import { signIn } from './sign-in.ts'
import { openViewerSeal, readdress } from './viewer-profile.ts'
import { makeWorld, type RoomIds } from './world/make-world.ts'
import { registerPast } from './world/past.ts'
import type { Seal } from './world/seal.ts'

export const DEMO_FOLDER = join(ROOT, '.cache', 'demo')
export const SERVER_NAME = 'skerrow.example'

/** Raise it when the world's script changes: an older world, and what was lived in it, is then made anew. */
const WORLD_VERSION = 3

export type Home = {
  readonly server: HomeServer
  readonly url: string
  readonly roomIds: RoomIds
  /** Where Causeway keeps the viewer's account. */
  readonly profile: string
  /** What the other people encrypt with. */
  readonly seals: string
}

export type HomeName = 'lived-in' | 'tour'

/** Starts one of the homes on its home server, with the world in it. */
export async function openHome(name: HomeName, onProgress: (sentence: string) => void): Promise<Home> {
  const origin = join(DEMO_FOLDER, 'origin')
  const folder = join(DEMO_FOLDER, name)
  if ((await readNote(origin)) === null) await makeOrigin(origin, onProgress)
  if (name === 'tour' || (await readNote(folder)) === null) await moveIn(origin, folder)
  const roomIds = await readNote(folder)
  if (roomIds === null) throw new Error(`${folder} is damaged; delete it and start again`)
  const server = serverIn(folder, onProgress)
  const { url } = await server.start()
  await readdress(profileIn(folder), url)
  return { server, url, roomIds, profile: profileIn(folder), seals: sealsIn(folder) }
}

async function makeOrigin(folder: string, onProgress: (sentence: string) => void): Promise<void> {
  const registration = join(folder, 'past.json')
  const server = serverIn(folder, onProgress, [registration])
  await server.stop()
  await rm(folder, { recursive: true, force: true })
  const pastToken = await registerPast(registration)
  const profile = profileIn(folder)
  const signInViewer = async (url: string): Promise<Seal> => {
    await signIn(profile, url)
    return openViewerSeal(profile)
  }
  const parts = { server, serverName: SERVER_NAME, pastToken, gallery: paintGallery(), seals: sealsIn(folder), signInViewer, onProgress }
  const roomIds = await makeWorld(parts)
  await server.stop()
  await writeFile(noteIn(folder), JSON.stringify({ version: WORLD_VERSION, roomIds }))
}

/** Copies the world and gives it an address of its own; what was in `folder` before is gone. */
async function moveIn(origin: string, folder: string): Promise<void> {
  await serverIn(folder, () => {}).stop()
  const aside = `${folder}.new`
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { recursive: true })
  await cp(origin, aside, { recursive: true })
  const stateFile = join(aside, 'server', 'server.json')
  const state: unknown = JSON.parse(await readFile(stateFile, 'utf8'))
  await writeFile(stateFile, JSON.stringify({ ...Object(state), port: await freePort() }))
  await rm(folder, { recursive: true, force: true })
  await rename(aside, folder)
}

function serverIn(folder: string, onProgress: (sentence: string) => void, applicationServices: readonly string[] = []): HomeServer {
  return openHomeServer({ dir: join(folder, 'server'), serverName: SERVER_NAME, testing: true, applicationServices, onProgress })
}

const profileIn = (folder: string): string => join(folder, 'profile')

const sealsIn = (folder: string): string => join(folder, 'seals')

const noteIn = (folder: string): string => join(folder, 'world.json')

/** The rooms of the world in a folder; null when there is none, or it was not finished, or it is an older one. */
async function readNote(folder: string): Promise<RoomIds | null> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(noteIn(folder), 'utf8'))
  } catch {
    return null
  }
  const roomIds = isRecord(value) && ownNumber(value, 'version') === WORLD_VERSION ? ownRecord(value, 'roomIds') : undefined
  if (roomIds === undefined) return null
  return Object.fromEntries(Object.entries(roomIds).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
