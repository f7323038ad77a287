// Makes the living world on an empty home server: people, spaces, rooms, and what was said in them. The rooms are founded while the
// server's clock is set back; afterwards each message is sent with its own time.
import type { HomeServer } from '../../../main/home-server/index.ts'
import type { Json, Person } from '../../../test/harness/person.ts'
import { emblemOf, type Gallery } from '../pictures/gallery.ts'
import { introduce, settle, uploadFrom, type Inhabitants } from './inhabitants.ts'
import { momentsOf } from './moments.ts'
import { Past } from './past.ts'
import { relive } from './relive.ts'
import { ROOMS } from './rooms.ts'
import type { Seal } from './seal.ts'
import { correspondents, openSeals, type Seals } from './seals.ts'
import { startSetBack } from './set-back.ts'
import { INVITES, SPACES } from './spaces.ts'
import { isEncrypted, VIEWER, type InviteScript, type RoomScript, type SpaceScript } from './script.ts'

export type WorldParts = {
  /** Stopped, and without accounts. */
  readonly server: HomeServer
  readonly serverName: string
  /** The token of an application service that may say when things happened. */
  readonly pastToken: string
  readonly gallery: Promise<Gallery>
  /** Where the people keep what they encrypt with. */
  readonly seals: string
  /** Signs Causeway in as the viewer, and gives the device that makes; the identity is made with it. */
  readonly signInViewer: (url: string) => Promise<Seal>
  readonly onProgress: (sentence: string) => void
}

/** Room ids by the rooms' keys. */
export type RoomIds = Readonly<Record<string, string>>

/** Longer ago than anything that was said. */
const FOUNDED_SECONDS_AGO = 12 * 24 * 60 * 60

/** Makes the world and leaves the server running; gives the ids of its rooms. */
export async function makeWorld({ server, serverName, pastToken, gallery: painting, onProgress, ...parts }: WorldParts): Promise<RoomIds> {
  await startSetBack(server, FOUNDED_SECONDS_AGO)
  const { url } = await server.start()
  onProgress('the people move in')
  const people = await settle(server, url)
  const gallery = await painting
  await introduce(people, gallery)
  const founder: Founder = { people, gallery }
  onProgress('they make their rooms')
  const roomIds = new Map<string, string>()
  for (const space of SPACES) roomIds.set(space.key, await foundSpace(founder, space))
  for (const room of ROOMS) roomIds.set(room.key, await foundRoom(founder, room, roomIds))
  await arrange(people, roomIds)
  await server.stop()
  await server.start()
  onProgress('Causeway signs in')
  // Before anybody says anything: what is encrypted can be read by the devices that there are.
  const viewerSeal = await parts.signInViewer(url)
  const seals = await openSeals(parts.seals, people, correspondents(ROOMS))
  try {
    onProgress('they talk for some days')
    const past = new Past(url, pastToken)
    const sealOf: Seals = (name) => (name === VIEWER ? viewerSeal : seals.find(name))
    await relive(momentsOf(ROOMS, Date.now()), { people, sealOf, past, gallery, roomIds, serverName })
  } finally {
    await seals.dispose()
    await viewerSeal.dispose()
  }
  for (const invite of INVITES) await sendInvite(founder, invite)
  // The viewer's only device is Causeway.
  await people(VIEWER).request('POST', '/logout', {})
  return Object.fromEntries(roomIds)
}

const ENCRYPTION: Json = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }

type Founder = { readonly people: Inhabitants; readonly gallery: Gallery }

async function foundSpace({ people, gallery }: Founder, { key, name, topic, by }: SpaceScript): Promise<string> {
  const avatar = await avatarState(people(by), gallery, emblemOf(key))
  const spaceId = await people(by).createRoom({ name, topic, preset: 'public_chat', isSpace: true, initialState: avatar })
  await people(VIEWER).join(spaceId)
  return spaceId
}

async function foundRoom(founder: Founder, room: RoomScript, roomIds: ReadonlyMap<string, string>): Promise<string> {
  const { people, gallery } = founder
  const [by, ...others] = room.members
  const viewer = people(VIEWER)
  const avatar = await avatarState(people(by), gallery, room.emblem === undefined ? undefined : emblemOf(room.key))
  const roomId = await people(by).createRoom({
    ...(room.name === undefined ? {} : { name: room.name }),
    ...(room.topic === undefined ? {} : { topic: room.topic }),
    preset: room.isDirect === true ? 'trusted_private_chat' : room.isPrivate === true ? 'private_chat' : 'public_chat',
    isDirect: room.isDirect === true,
    invite: isEncrypted(room) ? ([...others, VIEWER] as const).map((name) => people(name).userId) : [],
    initialState: isEncrypted(room) ? [...avatar, ENCRYPTION] : avatar,
  })
  for (const other of [...others, VIEWER] as const) await people(other).join(roomId)
  const space = SPACES.find(({ key }) => key === room.space)
  const spaceId = space === undefined ? undefined : roomIds.get(space.key)
  if (space !== undefined && spaceId !== undefined) {
    const via = [viewer.userId.slice(viewer.userId.indexOf(':') + 1)]
    await people(space.by).setState(spaceId, 'm.space.child', roomId, { via })
  }
  return roomId
}

async function sendInvite({ people, gallery }: Founder, { name, topic, by }: InviteScript): Promise<void> {
  const avatar = await avatarState(people(by), gallery, emblemOf(name))
  await people(by).createRoom({ name, topic, initialState: avatar, invite: [people(VIEWER).userId] })
}

async function avatarState(person: Person, gallery: Gallery, picture: string | undefined): Promise<readonly Json[]> {
  if (picture === undefined) return []
  return [{ type: 'm.room.avatar', state_key: '', content: { url: await uploadFrom(person, gallery, picture) } }]
}

/** What only the viewer knows: who their direct rooms are with, and which rooms they like best. */
async function arrange(people: Inhabitants, roomIds: ReadonlyMap<string, string>): Promise<void> {
  const viewer = people(VIEWER)
  const direct = ROOMS.filter((room) => room.isDirect === true)
  await viewer.setAccountData(
    'm.direct',
    Object.fromEntries(direct.map(({ key, members }) => [people(members[0]).userId, [roomIds.get(key)]])),
  )
  for (const { key } of ROOMS.filter((room) => room.isFavourite === true)) {
    const roomId = encodeURIComponent(roomIds.get(key) ?? '')
    await viewer.request('PUT', `/user/${encodeURIComponent(viewer.userId)}/rooms/${roomId}/tags/m.favourite`, { order: 0.5 })
  }
}
