import type { RoomId, UserId } from '../../../preload/contract/ids.ts'
import type { TimelineRow } from '../../../preload/contract/rows/timeline-row.ts'
import { applyDiffs } from '../../../preload/contract/apply-diffs.ts'
import { CliError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { CallFailed, OwnerLeft } from '../engine/call-failed.ts'
import type { EngineSession } from '../engine/session.ts'
import { EventPrinter } from '../output/event-printer.ts'
import { isEventRow } from '../output/timeline-json.ts'

/** Rooms, and rows of each, in which something may have come while nobody followed. */
const mostRooms = 100
const mostRows = 100
/** What was said shortly before the process that told of it ended may not have been told. */
const overlapMs = 60_000

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
    let since = Date.now()
    const session = await context.openEngine({ isLasting: true })
    const account = await session.accountId(context.accountId)
    const roomId = room === undefined ? undefined : (await session.call('room.resolve', { account, room })).roomId
    const printer = new EventPrinter(context)
    for (;;) {
      const ended = await Promise.race([follow({ session, account, roomId, since, printer, context }), context.interrupted])
      if (ended === undefined) return undefined
      if (!(ended instanceof OwnerLeft)) throw ended
      since = Date.now() - overlapMs
    }
  },
})

type Following = {
  readonly session: EngineSession
  readonly account: UserId
  readonly roomId: RoomId | undefined
  /** Milliseconds since the epoch: what was said before is old. */
  readonly since: number
  readonly printer: EventPrinter
  readonly context: Context
}

/** Prints what comes until the process that tells of it is gone, and resolves with the reason. */
async function follow(following: Following): Promise<CallFailed | OwnerLeft> {
  const { session, account, roomId, printer } = following
  await catchUp(following)
  const gone = Promise.withResolvers<CallFailed | OwnerLeft>()
  let rows: readonly TimelineRow[] = []
  let isHolding = true
  await session.watch('feed', { account, ...(roomId !== undefined && { roomId }) }, {
    batch: ({ diffs }) => {
      rows = applyDiffs(rows, diffs)
      if (!isHolding) printer.takeAll(rows)
    },
    gone: gone.resolve,
  })
  printer.takeAll(await missedRows(following))
  isHolding = false
  printer.takeAll(rows)
  return gone.promise
}

/** So that what was said before is not told as new. Without network everything that comes later is new. */
async function catchUp({ session, account, context: { timeoutMs, note } }: Following): Promise<void> {
  try {
    await session.call('account.catchUp', { account, timeoutMs })
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    if (error.failure.code === 'signed-out') throw new CliError(3, 'signed-out', error.message)
    note(`${error.message} Waiting for it.`)
  }
}

/** What was said since, and came before the feed began. */
async function missedRows({ session, account, roomId, since }: Following): Promise<readonly TimelineRow[]> {
  const list = roomId === undefined ? await session.call('room.list', { account, filter: 'all', limit: mostRooms }) : []
  const rooms = roomId === undefined ? list.filter(({ lastEventTs }) => lastEventTs >= since).map((room) => room.roomId) : [roomId]
  const rows: TimelineRow[] = []
  for (const one of rooms) {
    const newest = await session.call('timeline.list', { account, roomId: one, limit: mostRows })
    rows.push(...newest.filter((row) => isEventRow(row) && row.ts >= since))
  }
  return rows.sort((one, other) => one.ts - other.ts)
}
