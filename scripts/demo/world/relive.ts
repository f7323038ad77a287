import type { Json } from '../../../test/harness/person.ts'
import { sealFile } from '../../../test/harness/sealed-file.ts'
import type { Gallery } from '../pictures/gallery.ts'
import { pictureContent, textContent, textOf } from './content.ts'
import { uploadFrom, type Inhabitants } from './inhabitants.ts'
import type { Moment } from './moments.ts'
import type { Past } from './past.ts'
import { isEncrypted, VIEWER, type Line, type RoomScript } from './script.ts'
import { everybodyIn, type Seals } from './seals.ts'

export type Stage = {
  readonly people: Inhabitants
  readonly sealOf: Seals
  readonly past: Past
  readonly gallery: Gallery
  readonly roomIds: ReadonlyMap<string, string>
  readonly serverName: string
}

/**
 * Sends what happened, in the order in which it happened: the server's order is what room lists go by. Then everybody has read
 * everything, except what the viewer has still to read.
 */
export async function relive(moments: readonly Moment[], stage: Stage): Promise<void> {
  const eventIds = new Map<Line, string>()
  for (const moment of moments) {
    const eventId = await happen(moment, stage, eventIds)
    if (moment.kind === 'line') eventIds.set(moment.line, eventId)
  }
  const rooms = new Set(moments.map(({ room }) => room))
  for (const room of rooms) await markRead(room, stage, eventIds)
}

async function happen(
  moment: Moment,
  stage: Stage,
  eventIds: ReadonlyMap<Line, string>,
): Promise<string> {
  const { people, past, roomIds, serverName } = stage
  const { room, line, at } = moment
  const roomId = roomIds.get(room.key) ?? ''
  const idOf = (id: string | undefined): string | undefined => {
    const named = id === undefined ? undefined : room.lines.find((candidate) => candidate.id === id)
    return named === undefined ? undefined : eventIds.get(named)
  }
  const by = moment.kind === 'reaction' ? moment.by : line.by
  const send = (type: string, content: Json): Promise<string> => past.send(people(by).userId, roomId, type, content, at)
  const say = async (content: Json): Promise<string> => {
    if (!isEncrypted(room)) return send('m.room.message', content)
    const letter = { roomId, members: everybodyIn(room, people), type: 'm.room.message', content }
    const seal = stage.sealOf(by)
    return send('m.room.encrypted', line.isWithheld === true ? await seal.sealWithout(people(VIEWER).userId, letter) : await seal.seal(letter))
  }
  switch (moment.kind) {
    case 'reaction':
      return send('m.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventIds.get(line), key: moment.key } })
    case 'edit': {
      const content = textContent({ text: textOf(line), kind: line.kind, serverName })
      const relation = { rel_type: 'm.replace', event_id: eventIds.get(line) }
      return say({ ...content, body: `* ${content['body']}`, 'm.new_content': content, 'm.relates_to': relation })
    }
    case 'line': {
      const content = await contentOf(room, line, stage)
      return say({ ...content, ...relationOf(idOf(line.replyTo), idOf(line.thread)) })
    }
  }
}

async function contentOf(room: RoomScript, line: Line, { people, gallery, serverName }: Stage): Promise<Json> {
  const text = line.first ?? textOf(line)
  const picture = line.picture === undefined ? undefined : gallery.get(line.picture)
  if (line.picture === undefined || picture === undefined) return textContent({ text, kind: line.kind, serverName })
  const person = people(line.by)
  if (!isEncrypted(room)) return pictureContent(line.picture, { url: await uploadFrom(person, gallery, line.picture) }, picture, text)
  const { ciphertext, fileAt } = await sealFile(picture.bytes)
  const url = await person.upload(ciphertext, 'application/octet-stream', '')
  return pictureContent(line.picture, { file: fileAt(url) }, picture, text)
}

function relationOf(replyTo: string | undefined, thread: string | undefined): Json {
  const answer = replyTo === undefined ? {} : { 'm.in_reply_to': { event_id: replyTo } }
  if (thread !== undefined) return { 'm.relates_to': { rel_type: 'm.thread', event_id: thread, ...answer } }
  return replyTo === undefined ? {} : { 'm.relates_to': answer }
}

async function markRead(room: RoomScript, { people, roomIds }: Stage, eventIds: ReadonlyMap<Line, string>): Promise<void> {
  const roomId = roomIds.get(room.key) ?? ''
  const read = async (name: Parameters<Inhabitants>[0], unread: number): Promise<void> => {
    const line = room.lines.at(-1 - unread)
    const eventId = line === undefined ? undefined : eventIds.get(line)
    if (eventId !== undefined) await people(name).read(roomId, eventId)
  }
  for (const name of room.members.slice(0, 4)) await read(name, 0)
  await read(VIEWER, room.unread ?? 0)
}
