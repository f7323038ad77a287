// What goes on while the demo runs: people write in turns, and whom the viewer writes to answers.
import { setTimeout as pause } from 'node:timers/promises'
import type { Json } from '../../test/harness/person.ts'
import { textContent, textOf } from './world/content.ts'
import { PEOPLE, type PersonName } from './world/cast.ts'
import { wakeUp, type Inhabitants } from './world/inhabitants.ts'
import type { RoomIds } from './world/make-world.ts'
import { ROOMS } from './world/rooms.ts'
import { isEncrypted, VIEWER, type Line, type RoomScript } from './world/script.ts'
import { correspondents, everybodyIn, openSeals, type Seals } from './world/seals.ts'

export type LivingParts = {
  readonly url: string
  readonly serverName: string
  readonly roomIds: RoomIds
  /** What the people encrypt with. */
  readonly seals: string
  /** Ends it. */
  readonly signal: AbortSignal
}

const PAUSE_MS = 9_000
const TYPING_MS = 2_500

const ANSWERS: readonly string[] = [
  'Ha, I was just about to write to you.',
  'Give me ten minutes, I have wet hands.',
  'Yes! And bring the thermos.',
  'Let me think about it on the pier.',
  'That is the best thing I have heard all week.',
]

/** Lets the people live until `signal` is aborted. A failure, such as a server that was stopped, is only waited out. */
export async function live({ url, serverName, roomIds, seals: folder, signal }: LivingParts): Promise<void> {
  const people = await wakeUp(url, PEOPLE.filter((name) => name !== VIEWER))
  const seals = await openSeals(folder, people, correspondents(ROOMS))
  const talk: Talk = { people, sealOf: seals.find, serverName, roomIds, signal }
  const direct = ROOMS.filter((room) => room.isDirect === true)
  try {
    await Promise.all([talkInTurns(talk), ...direct.map((room) => answerViewer(room, talk))])
  } finally {
    await seals.dispose()
  }
}

type Talk = {
  readonly people: Inhabitants
  readonly sealOf: Seals
  readonly serverName: string
  readonly roomIds: RoomIds
  readonly signal: AbortSignal
}

async function talkInTurns(talk: Talk): Promise<void> {
  const { people, serverName, roomIds, signal } = talk
  const turns = inTurns(ROOMS)
  for (let turn = 0; !signal.aborted; turn += 1) {
    const next = turns[turn % turns.length]
    if (next === undefined) return
    const { room, line } = next
    await unlessItFails(async () => {
      const content = textContent({ text: textOf(line), kind: line.kind, serverName })
      const eventId = await writeSlowly(talk, { room, by: line.by, content })
      await reactTo(eventId, { line, people, roomId: roomIds[room.key] ?? '' })
    }, signal)
    await pauseUntil(PAUSE_MS, signal)
  }
}

/** The first line of each room, then the second of each, and so on. */
function inTurns(rooms: readonly RoomScript[]): readonly { readonly room: RoomScript; readonly line: Line }[] {
  const most = Math.max(...rooms.map(({ later = [] }) => later.length))
  return Array.from({ length: most }, (_, index) => index).flatMap((index) =>
    rooms.flatMap((room) => {
      const line = room.later?.[index]
      return line === undefined ? [] : [{ room, line }]
    }),
  )
}

type Reacting = { readonly line: Line; readonly people: Inhabitants; readonly roomId: string }

async function reactTo(eventId: string, { line, people, roomId }: Reacting): Promise<void> {
  for (const [key, names] of Object.entries(line.reactions ?? {})) {
    for (const name of names.filter((other) => other !== VIEWER)) await people(name).react(roomId, eventId, key)
  }
}

/** Reads what the viewer writes in a direct room, types for a moment, and answers. */
async function answerViewer(room: RoomScript, talk: Talk): Promise<void> {
  const { people, roomIds, signal } = talk
  const [by] = room.members
  const person = people(by)
  const roomId = roomIds[room.key] ?? ''
  const viewer = `@${VIEWER}${person.userId.slice(person.userId.indexOf(':'))}`
  // What was said before was answered before.
  let seen: unknown = newestMessage(await person.nextEvents(roomId))?.['event_id']
  for (let turn = 0; !signal.aborted; turn += 1) {
    await unlessItFails(async () => {
      const last = newestMessage(await person.nextEvents(roomId, signal))
      const eventId = last?.['event_id']
      if (last?.['sender'] !== viewer || typeof eventId !== 'string' || eventId === seen) return
      seen = eventId
      await person.read(roomId, eventId)
      const body = ANSWERS[turn % ANSWERS.length] ?? ''
      await writeSlowly(talk, { room, by, content: { msgtype: 'm.text', body, 'm.mentions': {} } })
    }, signal)
  }
}

function newestMessage(events: readonly Json[]): Json | undefined {
  // Nobody needs to read what the viewer says to have an answer.
  return events.findLast(({ type }) => type === 'm.room.message' || type === 'm.room.encrypted')
}

type Message = { readonly room: RoomScript; readonly by: PersonName; readonly content: Json }

async function writeSlowly({ people, sealOf, roomIds, signal }: Talk, { room, by, content }: Message): Promise<string> {
  const person = people(by)
  const roomId = roomIds[room.key] ?? ''
  await person.type(roomId, true)
  await pauseUntil(TYPING_MS, signal)
  await person.type(roomId, false)
  if (!isEncrypted(room)) return person.send(roomId, 'm.room.message', content)
  const seal = sealOf(by)
  await seal.lookAgain()
  const letter = { roomId, members: everybodyIn(room, people), type: 'm.room.message', content }
  return person.send(roomId, 'm.room.encrypted', await seal.seal(letter))
}

async function unlessItFails(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await work()
  } catch {
    // The server may be stopped on purpose, to look at the offline state. Life goes on when it is back.
    await pauseUntil(PAUSE_MS, signal)
  }
}

/** Ends early, without failing, when the demo ends. */
async function pauseUntil(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined)
}
