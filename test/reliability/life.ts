import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RoomId, UserId } from '../../preload/contract/index.ts'
import type { Account } from '../../main/engine/account/account.ts'
import { Profile, type ProfileMode } from '../../main/engine/account/profile.ts'
import { SignIn } from '../../main/engine/account/sign-in.ts'
import { systemClock } from '../../main/engine/base/clock.ts'
import { silentLog } from '../../main/engine/base/log.ts'
import { readGaps } from '../../main/engine/store/tables/gaps.ts'
import { countOutbox } from '../../main/engine/store/tables/outbox.ts'
import { roomKey } from '../../main/engine/store/tables/rooms.ts'
import type { SyncKind } from '../../main/engine/store/tables/sync-position.ts'
import { acquireProfileLock } from '../../main/keychain/index.ts'
import { eventually } from '../harness/eventually.ts'
import { password } from '../harness/homeserver/protocol/account.ts'
import { SyntheticHomeserver } from '../harness/homeserver/server/homeserver.ts'
import { Draw } from '../harness/homeserver/world/draw.ts'
import { engineKey, launchEngine } from '../harness/running-engine.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { audit, placedIndices } from './audit.ts'
import { drawMoment, untilMoment, type Moment } from './moment.ts'
import { Talk } from './talk.ts'

export type LifeOptions = {
  readonly seed: number
  readonly kind: SyncKind
  readonly runs: number
  /** The built engine; the sources as they are without it. */
  readonly program?: string
  readonly onRun?: (moment: Moment) => void
}

/** What was seen at its end: events of the world, messages that were taken in and arrived, and those of which nobody knew whether they were. */
export type LifeFigures = { readonly events: number; readonly sent: number; readonly unanswered: number }

const eventsPerSecond = 150
const plan = { rooms: 8, events: 300, largestRoom: 40, encryptedRooms: 2, encryptedEvents: 30 }

/**
 * One account on one profile: its engine is started and killed `runs` times while people talk and it is made to talk, and what it left is looked
 * at after each; in the end nothing is missing and nothing is there twice, here and on the server. Throws what does not hold.
 */
export async function liveThrough({ seed, kind, runs, onRun, ...how }: LifeOptions): Promise<LifeFigures> {
  const homeserver = await SyntheticHomeserver.open({ seed, ...plan, hasSlidingSync: kind === 'sliding' })
  const folder = await openTempFolder()
  const dir = folder.path
  try {
    const account = await signIn(dir, homeserver)
    const talk = new Talk(account)
    const [name = ''] = await readdir(join(dir, 'accounts'))
    for (let run = 0; run < runs; run += 1) {
      const draw = new Draw(seed, 0x6b696c6c, run)
      const moment = drawMoment(draw)
      homeserver.traffic.start({ eventsPerSecond, roomIds: homeserver.service.world.rooms.map(({ roomId }) => roomId) })
      await runOnce(dir, homeserver, { draw, moment, talk, how })
      homeserver.traffic.stop()
      audit({ folder: join(dir, 'accounts', name), kind, world: homeserver.service.world })
      onRun?.(moment)
    }
    await settle(dir, account, homeserver, talk)
    return { events: homeserver.service.world.eventCount, sent: talk.kept.size, unanswered: talk.unanswered.size }
  } finally {
    await homeserver.dispose()
    await folder.dispose()
  }
}

type Run = { readonly draw: Draw; readonly moment: Moment; readonly talk: Talk; readonly how: Pick<LifeOptions, 'program'> }

async function runOnce(dir: string, homeserver: SyntheticHomeserver, { draw, moment, talk, how }: Run): Promise<void> {
  const engine = launchEngine(dir, how)
  const opened = engine.opened.then(() => true, () => false)
  const said = opened.then((isOpen) => (isOpen ? talk.say(engine.client, draw) : undefined))
  await untilMoment(moment, opened, (heard = () => undefined) => {
    homeserver.counters.heard = heard
    talk.heard = heard
  })
  await engine.kill()
  await said
  const complaints = engine.logged.filter((line) => line.includes('"level":"error"'))
  assert.deepEqual(complaints, [])
}

async function openProfile<T>(dir: string, mode: ProfileMode, work: (profile: Profile) => Promise<T>): Promise<T> {
  const lock = await acquireProfileLock(dir)
  const profile = await Profile.open({ dir, key: engineKey, mode, clock: systemClock, log: silentLog, random: Math.random })
  try {
    return await work(profile)
  } finally {
    await profile.dispose()
    await lock.dispose()
  }
}

function signIn(dir: string, { url }: SyntheticHomeserver): Promise<UserId> {
  return openProfile(dir, 'quiet', async (profile) => {
    const { userId } = await new SignIn({ profile, clock: systemClock, log: silentLog }).login({ homeserver: url, user: 'ada', password })
    return userId
  })
}

/** Lets what is left be sent and taken in, and compares everything with the world. */
function settle(dir: string, userId: UserId, homeserver: SyntheticHomeserver, talk: Talk): Promise<void> {
  return openProfile(dir, 'live', async (profile) => {
    const account = profile.account(userId)
    const { store, sync } = account.parts
    await eventually('everything waiting was sent', async () => {
      const { waiting, failed } = store.read(countOutbox)
      assert.equal(failed, 0)
      return waiting === 0
    })
    await sync.catchUp()
    await eventually('everything can be read', async () => {
      assert.deepEqual(unread(account), [])
      return true
    })
    await compareTimelines(account, homeserver)
    compareTalk(account, homeserver, talk)
  })
}

const unread = ({ parts: { store } }: Account): readonly object[] => store.read((reader) => reader.all(
  'SELECT event.event_id, event.sender, transaction_id, encrypted_event.* FROM encrypted_event JOIN event USING (event) WHERE cause IS NOT NULL',
))

/** Every event of every room once, in order, from the first to the last. */
async function compareTimelines({ parts: { store, pager } }: Account, { service: { world } }: SyntheticHomeserver): Promise<void> {
  for (const facts of world.rooms.filter(({ isInvite }) => !isInvite)) {
    const roomId = facts.roomId as RoomId
    const room = store.read((reader) => roomKey(reader, roomId))
    assert.ok(room !== undefined, `${roomId} is missing`)
    for (;;) {
      const gap = store.read((reader) => readGaps(reader, room)).at(-1)
      if (gap === undefined) break
      await pager.fillGap(roomId, gap.position)
    }
    const indices = store.read((reader) => placedIndices(reader, room, facts, world)).map(({ index }) => index)
    assert.deepEqual(indices, Array.from({ length: world.lengthOf(facts) }, (_, index) => index), `room ${facts.number}`)
  }
}

/** Everything that was taken in is on the server once, in the order in which it was said, and so it stands in the store. */
function compareTalk({ parts: { store } }: Account, { service: { world } }: SyntheticHomeserver, { kept, unanswered }: Talk): void {
  const transactions = world.rooms.flatMap((facts) =>
    Array.from({ length: world.lengthOf(facts) - facts.length }, (_, place) => world.histories.entry(facts, facts.length + place))
      .flatMap((entry) => (entry.is === 'written' && entry.written.by !== undefined ? [entry.written.by.txnId] : [])))
  assert.equal(new Set(transactions).size, transactions.length, 'a transaction has two events')
  for (const [number, localId] of kept) assert.ok(transactions.includes(localId), `said ${number} never arrived`)
  const heard = store.read((reader) => reader.all<{ room: number; body: string }>(
    "SELECT room, json_extract(json, '$.content.body') AS body FROM event WHERE position IS NOT NULL AND body LIKE 'said %' ORDER BY room, position",
  )).map(({ room, body }) => ({ room, number: Number(body.slice('said '.length)) }))
  for (const [place, { room, number }] of heard.entries()) {
    const before = heard[place - 1]
    if (before?.room === room) assert.ok(before.number < number, `said ${before.number} before said ${number}`)
  }
  const numbers = heard.map(({ number }) => number).toSorted((one, other) => one - other)
  assert.deepEqual(numbers.filter((number) => !unanswered.has(number)), [...kept.keys()])
  assert.equal(new Set(numbers).size, numbers.length)
}
