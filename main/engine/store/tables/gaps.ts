import type { Reader } from '../reader.ts'
import type { Writer } from '../writer.ts'

/** Missing history. `backToken` pages backwards from the event after it, `forwardToken` forwards from the one before it. */
export type Gap = { readonly position: number; readonly backToken: string | null; readonly forwardToken: string | null }

const columns = 'position, back_token AS backToken, forward_token AS forwardToken'

/** All gaps of a room's timeline, oldest first. */
export function readGaps(reader: Reader, room: number): readonly Gap[] {
  return reader.all<Gap>(`SELECT ${columns} FROM gap WHERE room = ? ORDER BY position`, room)
}

export function putGap(writer: Writer, room: number, { position, backToken, forwardToken }: Gap): void {
  writer.run(
    `INSERT INTO gap (room, position, back_token, forward_token) VALUES (?, ?, ?, ?)
     ON CONFLICT (room, position) DO UPDATE SET back_token = excluded.back_token, forward_token = excluded.forward_token
     WHERE gap.back_token IS NOT excluded.back_token OR gap.forward_token IS NOT excluded.forward_token`,
    room, position, backToken, forwardToken,
  )
}

export function removeGap(writer: Writer, room: number, position: number): void {
  writer.run('DELETE FROM gap WHERE room = ? AND position = ?', room, position)
}
