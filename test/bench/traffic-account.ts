import type { RoomId, UserId } from '../../preload/contract/index.ts'
import { forkEngine } from '../harness/running-engine.ts'
import { program } from './engine-runs.ts'
import { readStore } from './engine-scene.ts'

/** What became of live events: how many are in their places, and the rooms in which a gap lies right before one of them. */
export type TrafficAccount = { readonly placed: number; readonly gapRooms: readonly RoomId[] }

const placedSql = 'SELECT count(*) AS count FROM event WHERE ts >= ? AND position IS NOT NULL'
const gapsSql = `SELECT DISTINCT room.room_id AS roomId FROM gap JOIN room USING (room)
  WHERE (SELECT ts FROM event WHERE event.room = gap.room AND event.position > gap.position ORDER BY event.position LIMIT 1) >= ?`

/** Of the events since `began` (epoch ms); what the account had before is older. Its engine must have ended. */
export const accountFor = (profile: string, began: number): Promise<TrafficAccount> => readStore(profile, (reader) => ({
  placed: reader.get<{ count: number }>(placedSql, began)?.count ?? 0,
  gapRooms: reader.all<{ roomId: RoomId }>(gapsSql, began).map(({ roomId }) => roomId),
}))

/** Opens the profile once more, and has the engine fetch the whole history of these rooms. */
export async function fillHistories(profile: string, account: UserId, rooms: readonly RoomId[]): Promise<void> {
  const engine = await forkEngine(profile, { program })
  try {
    const { client } = engine
    for (const roomId of rooms) await client.call('history.download', { account, roomId })
    const until = performance.now() + patienceMs
    for (const roomId of rooms) {
      const watched = await client.watch('history', { account, roomId })
      while (watched.rows[0]?.state !== 'complete') {
        if (performance.now() > until) throw new Error(`A history was not fetched: ${JSON.stringify(watched.rows[0])}`)
        await new Promise((resolve) => setTimeout(resolve, pollMs))
      }
      await watched.stop()
    }
  } finally {
    await engine.stop()
  }
}

const pollMs = 100
const patienceMs = 10 * 60_000
