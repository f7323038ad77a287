import type { EventId, RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import { applyDiffs } from '../../../preload/contract/apply-diffs.ts'
import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { CallFailed } from '../engine/call-failed.ts'
import type { EngineSession } from '../engine/session.ts'
import { isEventRow, timelineJson } from '../output/timeline-json.ts'
import { rowText } from '../output/timeline-text.ts'

/** Rooms, and rows of each, in which something may have come between the start of the program and the moment from which it follows. */
const mostRooms = 100
const mostRows = 100

export const tail = defineCommand({
  usage: ['tail [ROOM]'],
  details: [
    'Prints what comes from now on, one event at a time, until it is interrupted. With --json one line an event; one that',
    'could not be decrypted yet is printed again when it can.',
  ],
  options: {},
  goesOn: true,
  words: [0, 1],
  run: async ({ positionals: [room] }, context) => {
    const startedAt = Date.now()
    const session = await context.openEngine({ isLasting: true })
    const account = await session.accountId(context.accountId)
    const roomId = room === undefined ? undefined : (await session.call('room.resolve', { account, room })).roomId
    await catchUp(session, account, context)
    const printer = new Printer(context)
    const lost = Promise.withResolvers<never>()
    const held: TimelineRow[] = []
    let isHolding = true
    let rows: readonly TimelineRow[] = []
    await session.watch('feed', { account, ...(roomId !== undefined && { roomId }) }, {
      batch: ({ diffs }) => {
        rows = applyDiffs(rows, diffs)
        if (isHolding) held.push(...rows)
        else for (const row of rows) printer.take(row)
      },
      lost: lost.reject,
    })
    for (const row of await missedRows(session, account, { roomId, startedAt })) printer.take(row)
    isHolding = false
    for (const row of held) printer.take(row)
    await Promise.race([lost.promise, context.interrupted])
    return undefined
  },
})

/** So that what was said before is not told as new. Without network everything that comes later is new. */
async function catchUp(session: EngineSession, account: UserId, { timeoutMs, note }: Context): Promise<void> {
  try {
    await session.call('account.catchUp', { account, timeoutMs })
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    if (error.failure.code === 'signed-out') throw new CliError(3, 'signed-out', error.message)
    note(`${error.message} Waiting for it.`)
  }
}

async function missedRows(
  session: EngineSession, account: UserId, { roomId, startedAt }: { readonly roomId: RoomId | undefined; readonly startedAt: number },
): Promise<readonly TimelineRow[]> {
  const list = roomId === undefined ? await session.call('room.list', { account, filter: 'all', limit: mostRooms }) : []
  const rooms = roomId === undefined ? list.filter(({ lastEventTs }) => lastEventTs >= startedAt).map((room) => room.roomId) : [roomId]
  const rows: TimelineRow[] = []
  for (const one of rooms) {
    const newest = await session.call('timeline.list', { account, roomId: one, limit: mostRows })
    rows.push(...newest.filter((row) => isEventRow(row) && row.ts >= startedAt))
  }
  return rows.sort((one, other) => one.ts - other.ts)
}

/** Prints each event once, and once more when it has become readable. */
class Printer {
  readonly #context: Context
  readonly #printed = new Map<EventId, TimelineRow['decryption']>()

  constructor(context: Context) {
    this.#context = context
  }

  take(row: TimelineRow): void {
    const { eventId, decryption } = row
    // What still waits in our own outbox is no event yet.
    if (eventId === null || row.state !== 'sent') return
    const before = this.#printed.get(eventId)
    if (before !== undefined && (before === decryption || decryption === 'pending' || decryption === 'failed')) return
    this.#printed.set(eventId, decryption)
    this.#context.print(this.#context.isJson ? JSON.stringify({ ...timelineJson(row), roomId: row.roomId }) : rowText(row))
  }
}
