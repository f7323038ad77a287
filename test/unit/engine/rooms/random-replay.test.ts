import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { EventId } from '../../../../preload/contract/index.ts'
import { readRoomList } from '../../../../main/engine/rooms/rows/room-list.ts'
import { refreshSummary } from '../../../../main/engine/rooms/summary.ts'
import type { Receipt } from '../../../../main/engine/store/tables/receipts.ts'
import type { PreparedEvent } from '../../../../main/engine/timeline/prepared-event.ts'
import { alice, bob, event, House, id, me, said } from './house.ts'

// Whatever portions the news come in, however often they come again: order and unread are those of a store that was told all at once.

type Happening = { readonly room: string; readonly event?: PreparedEvent; readonly receipt?: Receipt }

/** Numbers in [0, 1), the same for the same seed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

function makeHistory(next: () => number): readonly Happening[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
  const told = new Map<string, PreparedEvent[]>(['a', 'b', 'c', 'd'].map((room) => [room, []]))
  return Array.from({ length: 80 }, () => {
    const room = pick([...told.keys()])
    const events = told.get(room) ?? []
    const some = events.length > 0 ? pick(events).eventId : undefined
    const dice = next()
    if (some !== undefined && dice > 0.8) return { room, receipt: makeReceipt(some, next, pick) }
    const made = makeEvent(pick([alice, bob, me.userId]), some, dice)
    events.push(made)
    return { room, event: made }
  })
}

function makeEvent(sender: string, target: EventId | undefined, dice: number): PreparedEvent {
  const relation = (kind: string, more: object = {}) => ({ 'm.relates_to': { rel_type: kind, event_id: target, ...more } })
  if (target === undefined || dice < 0.4) return said(sender, 'x', {})
  if (dice < 0.5) return said(sender, 'me', { content: { 'body': 'you', 'm.mentions': { user_ids: [me.userId] } } })
  if (dice < 0.6) return event(sender, 'm.room.message', { body: 'within', ...relation('m.thread') })
  if (dice < 0.65) return event(sender, 'm.reaction', relation('m.annotation', { key: '+' }))
  if (dice < 0.7) return event(sender, 'm.room.message', { 'body': '* y', 'm.new_content': { body: 'y' }, ...relation('m.replace') })
  return event(sender, 'm.room.redaction', { redacts: target }, { redacts: target })
}

function makeReceipt(eventId: EventId, next: () => number, pick: <T>(from: readonly T[]) => T): Receipt {
  const userId = next() < 0.7 ? me.userId : alice
  return {
    userId, kind: pick(['m.read', 'm.read.private'] as const), thread: pick(['', 'main', eventId]), eventId, ts: Math.floor(next() * 1e6),
  }
}

function tell(house: House, happenings: readonly Happening[]): void {
  for (const room of new Set(happenings.map((one) => one.room))) {
    const here = happenings.filter((one) => one.room === room)
    house.tell(room, { events: here.flatMap(({ event: one }) => one ?? []), receipts: here.flatMap(({ receipt }) => receipt ?? []) })
  }
}

const draw = (house: House) => house.read((reader) => readRoomList(reader, { me, filter: 'all', from: 0, count: 100 })).rows
  .map((row) => (row.type === 'section'
    ? [row.section, row.count, row.unread]
    : [row.roomId, row.unread, row.mentions, row.lastEventTs, row.preview?.text]))

/** Forgets what was computed, and computes it again. */
function afresh(house: House): void {
  house.store.write((writer) => {
    writer.run(
      "UPDATE room SET unread = 7, mentions = 7, read_position = NULL, last_event = NULL, last_ts = 0, section = 'none', name = ''",
    )
    for (const room of ['a', 'b', 'c', 'd']) refreshSummary(writer, id(room), me, house.now)
  })
}

function replay(t: TestContext, seed: number): void {
  const next = random(seed)
  const history = makeHistory(next)
  const whole = new House(t)
  tell(whole, history)

  const pieces = new House(t)
  for (let at = 0; at < history.length;) {
    const end = at + 1 + Math.floor(next() * 12)
    // Now and then what came before comes again, as it does when the server forgot where we were.
    tell(pieces, history.slice(next() < 0.3 ? Math.max(0, at - 15) : at, end))
    at = end
  }
  assert.deepEqual(draw(pieces), draw(whole), `told in pieces, seed ${seed}`)
  const before = draw(pieces)
  afresh(pieces)
  assert.deepEqual(draw(pieces), before, `computed afresh, seed ${seed}`)
}

test('order and unread do not depend on how the news were cut, nor on how often they came', (t) => {
  for (let seed = 1; seed <= 12; seed += 1) replay(t, seed)
})
