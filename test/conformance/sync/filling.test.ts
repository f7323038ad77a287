import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { RoomId, UserId } from '../../../preload/contract/index.ts'
import { systemClock } from '../../../main/engine/base/clock.ts'
import { countRoomsOf, readKnownRooms } from '../../../main/engine/store/tables/rooms.ts'
import { readSyncPosition } from '../../../main/engine/store/tables/sync-position.ts'
import { eventually } from '../../harness/eventually.ts'
import { SyntheticHomeserver } from '../../harness/homeserver/server/homeserver.ts'
import { myUserId } from '../../harness/homeserver/world/people.ts'
import { World } from '../../harness/scripted-homeserver/world.ts'
import { tempFolderFor } from '../../harness/temp-folder.ts'
import { Client } from '../../unit/harness/homeserver/client.ts'
import { openDevice, setScene, type Device } from './device.ts'

const positionOf = ({ store }: Device) => store.read((reader) => readSyncPosition(reader, 'sliding'))

/** `isAhead`: it goes on from what was not stored yet when it was asked. */
type Question = { readonly isAhead: boolean; readonly signal: AbortSignal | undefined }

/** The questions of a device, as it asks them. */
function watchQuestions(device: Device): readonly Question[] {
  const questions: Question[] = []
  const json = device.homeserver.json.bind(device.homeserver)
  Object.assign(device.homeserver, {
    json: (request: Parameters<typeof json>[0]) => {
      const pos = request.query?.['pos']
      questions.push({ isAhead: pos !== undefined && pos !== positionOf(device).position, signal: request.signal })
      return json(request)
    },
  })
  return questions
}

function worldOf(rooms: number): World {
  const world = new World()
  for (let count = 0; count < rooms; count += 1) world.room(`!room${count}:example.org`, { name: `Room ${count}` })
  return world
}

test('while an account fills, the next answer is asked for as the one before is written', async (t) => {
  const { device } = await setScene(t, worldOf(250), { protocol: 'sliding' })
  const questions = watchQuestions(device)
  await device.sync.catchUp()
  const { connection, isComplete } = positionOf(device)
  assert.deepEqual([device.store.read((reader) => countRoomsOf(reader, connection)), isComplete], [250, true])
  // What a first screen shows comes alone.
  assert.deepEqual(questions.slice(0, 4).map(({ isAhead }) => isAhead), [false, false, true, true])
  // Everything told, nothing is asked from what is not stored.
  assert.equal(questions.at(-1)?.isAhead, false)
})

test('the rest of a new account is asked for once its first rooms were drawn, and at once when a room is opened before', async (t) => {
  for (const isOpened of [false, true]) {
    const drawn = Promise.withResolvers<void>()
    const untilDrawn = (signal: AbortSignal) => Promise.race([drawn.promise, once(signal, 'abort').then(() => Promise.reject(new Error('broken off')))])
    const { device } = await setScene(t, worldOf(250), { protocol: 'sliding', untilDrawn })
    const questions = watchQuestions(device)
    device.sync.start()
    const first = '!room249:example.org' as RoomId
    await eventually('the first rooms are there', async () => device.store.read((reader) => readKnownRooms(reader, [first])).length > 0)
    await systemClock.sleep(50)
    assert.equal(questions.length, 1)
    if (isOpened) device.sync.setVisible({ openRooms: [first] })
    else drawn.resolve()
    await eventually('the rest is asked for', async () => questions.length > 1)
    await device.sync.stop()
  }
})

test('a question that was asked ahead waits for the to-device messages before it, and is broken off with the sync', async (t) => {
  const taken = Promise.withResolvers<void>()
  const { device } = await setScene(t, worldOf(250), { protocol: 'sliding', takeToDevice: () => taken.promise })
  const questions = watchQuestions(device)
  device.sync.start()
  await systemClock.sleep(300)
  assert.equal(questions.length, 1)
  taken.resolve()
  while (!questions.some(({ isAhead }) => isAhead)) await systemClock.sleep(5)
  await device.sync.stop()
  assert.equal(questions.at(-1)?.signal?.aborted, true)
})

test('an account that is cut off while it fills loses nothing, though the server has forgotten where it was', async (t) => {
  const homeserver = await SyntheticHomeserver.open({ seed: 31, rooms: 400, events: 4_000 })
  t.after(() => homeserver.dispose())
  const { token } = await Client.signIn(homeserver)
  const [dir, copy] = [await tempFolderFor(t), await tempFolderFor(t)]
  const options = { url: homeserver.url, protocol: 'sliding', userId: myUserId as UserId, accessToken: token, clock: systemClock } as const
  const device = openDevice(t, { ...options, file: join(dir, 'store.db') })
  // What a power cut would leave, between two slices of an answer.
  let commits = 0
  device.store.onChange(() => {
    commits += 1
    if (commits === 9) for (const file of readdirSync(dir).filter((name) => !name.endsWith('-shm'))) copyFileSync(join(dir, file), join(copy, file))
  })
  await device.sync.catchUp()
  const all = homeserver.service.world.rooms.length

  const cut = openDevice(t, { ...options, file: join(copy, 'store.db') })
  const before = cut.store.read((reader) => countRoomsOf(reader, positionOf(cut).connection))
  assert.ok(before > 20 && before < all, String(before))
  await cut.sync.catchUp().catch(() => cut.sync.catchUp())
  const { connection, isComplete } = positionOf(cut)
  assert.deepEqual([cut.store.read((reader) => countRoomsOf(reader, connection)), isComplete], [all, true])
  for (const { roomId, isInvite } of homeserver.service.world.rooms) {
    if (!isInvite) assert.deepEqual(cut.timeline(roomId).filter((word) => word !== '…'), device.timeline(roomId).filter((word) => word !== '…'))
  }
})
