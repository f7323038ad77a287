// How fast messages are decrypted: as they come from a homeserver until they are in the encrypted database and ready to be shown, against the
// crypto machine alone, which keeps its keys in memory and whose events are parsed and thrown away.
import { join } from 'node:path'
import { silentLog } from '../../main/engine/base/log.ts'
import { systemClock } from '../../main/engine/base/clock.ts'
import type { Me } from '../../main/engine/base/me.ts'
import { Decryption } from '../../main/engine/crypto/decryption/decryption.ts'
import { openIndexedDB, withIndexedDB } from '../../main/engine/crypto/indexed-db/index.ts'
import { loadWasm } from '../../main/engine/crypto/machine/wasm.ts'
import { refreshSummary } from '../../main/engine/rooms/summary.ts'
import { Store } from '../../main/engine/store/store.ts'
import { ensureRoom } from '../../main/engine/store/tables/rooms.ts'
import { appendEvents } from '../../main/engine/timeline/append.ts'
import { EventOpener } from '../../main/engine/timeline/opening/event-opener.ts'
import { prepareAll } from '../../main/engine/timeline/prepare-all.ts'
import type { DeviceId, RoomId, UserId } from '../../preload/contract/index.ts'
import { KeyServer, type OlmPerson } from '../harness/olm-person.ts'
import { openTempFolder } from '../harness/temp-folder.ts'
import { spreadOf } from './statistics.ts'
import type { Measure } from './table.ts'

type Json = Record<string, unknown>
type Page = { readonly roomId: RoomId; readonly events: readonly Json[] }

const me: Me = { userId: '@me:example.org' as UserId, deviceId: 'HERE' as DeviceId, homeserver: 'https://example.org' }
const key = new Uint8Array(32).fill(7)
/** As a page of history brings them; a session serves for so many, too. */
const pageSize = 100
const rooms = 10
/** As many as are on their way in the machine alone as in ours. */
const slice = 32

/** Events a second, with the machine alone as the limit: the higher the ratio the better. */
export async function measureDecryption(runs: number, pages: number): Promise<readonly Measure[]> {
  const folder = await openTempFolder()
  const database = openIndexedDB({ file: join(folder.path, 'crypto.db'), key })
  try {
    const wasm = await loadWasm()
    const handle = await withIndexedDB(database.indexedDB, () => wasm.StoreHandle.open('machine', undefined))
    const server = new KeyServer()
    const people = {
      sender: await server.person('@anna:example.org', 'ANNA'),
      raw: await server.person(me.userId, 'RAW'),
      ours: await server.person(me.userId, me.deviceId, handle),
    }
    for (const person of [people.sender, people.ours]) await person.signIn()
    for (const person of [people.raw, people.ours]) await person.lookAt([people.sender.userId, person.userId])
    const told = await makePages(people, pages)
    const rates: { readonly raw: number; readonly ours: number }[] = []
    for (let run = 0; run <= runs; run += 1) {
      const raw = await rawRate(people.raw, told)
      const ours = await ourRate(people.ours, told, join(folder.path, `store-${run}.db`))
      // Once through, so that the code is warm.
      if (run > 0) rates.push({ raw, ours })
    }
    for (const person of Object.values(people)) person.close()
    return toMeasures(rates, pages * pageSize)
  } finally {
    database.dispose()
    await folder.dispose()
  }
}

function toMeasures(rates: readonly { readonly raw: number; readonly ours: number }[], count: number): readonly Measure[] {
  const [raw, ours] = [spreadOf(rates.map((rate) => rate.raw)), spreadOf(rates.map((rate) => rate.ours))]
  const subject = `${count} messages`
  return [
    { name: 'decrypting, the machine alone', subject, unit: '/s', spread: raw, limit: null },
    { name: 'decrypting, through engine and store', subject, unit: '/s', spread: ours, limit: { name: 'the machine alone', value: raw.median } },
  ]
}

async function makePages(
  { sender, raw, ours }: { readonly sender: OlmPerson; readonly raw: OlmPerson; readonly ours: OlmPerson }, count: number,
): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (let number = 0; number < count; number += 1) {
    const roomId = `!room${number % rooms}:example.org` as RoomId
    await sender.rotate(roomId)
    const keys = await sender.shareKey(roomId, [ours], { delivered: false })
    for (const person of [raw, ours]) await person.take(keys)
    const events: Json[] = []
    for (let at = 0; at < pageSize; at += 1) {
      const body = `Message ${at} of page ${number}, in which somebody says something of ordinary length.`
      events.push(await sender.encrypted(roomId, `$${number}-${at}`, { msgtype: 'm.text', body, 'm.mentions': {} }))
    }
    pages.push({ roomId, events })
  }
  return pages
}

async function rawRate({ wasm, olm }: OlmPerson, pages: readonly Page[]): Promise<number> {
  const settings = new wasm.DecryptionSettings(wasm.TrustRequirement.Untrusted)
  const asked = pages.flatMap(({ roomId, events }) => events.map((event) => ({ roomId: new wasm.RoomId(roomId), event })))
  const begun = performance.now()
  for (let from = 0; from < asked.length; from += slice) {
    const decrypted = await Promise.all(asked.slice(from, from + slice).map(({ roomId, event }) =>
      olm.decryptRoomEvent(JSON.stringify(event), roomId, settings)))
    for (const one of decrypted) if ((JSON.parse(one.event) as Json)['type'] !== 'm.room.message') throw new Error('A message was decrypted wrongly')
  }
  return asked.length / (performance.now() - begun) * 1000
}

async function ourRate(person: OlmPerson, pages: readonly Page[], file: string): Promise<number> {
  const store = new Store({ file, key, log: silentLog })
  const decryption = new Decryption({ open: () => Promise.resolve(person), excludeUnsigned: () => false, backup: () => 'none', log: silentLog })
  const opener = new EventOpener({ store, decryption, log: silentLog })
  const begun = performance.now()
  for (const { roomId, events: raw } of pages) {
    await opener.ofRoom({ roomId, events: prepareAll(raw, roomId, silentLog) }, (events) => store.write((writer) => {
      appendEvents(writer, { room: ensureRoom(writer, roomId), roomId, me, events, limited: false, prevBatch: null })
      refreshSummary(writer, roomId, me, systemClock.now())
    }))
  }
  const seconds = (performance.now() - begun) / 1000
  decryption.dispose()
  const stored = store.read((reader) => reader.get<{ count: number }>("SELECT count(*) AS count FROM event WHERE type = 'm.room.message'"))?.count ?? 0
  store.dispose()
  if (stored !== pages.length * pageSize) throw new Error(`Of ${pages.length * pageSize} messages ${stored} were decrypted and stored`)
  return stored / seconds
}
