import type { Migration } from '../database.ts'

/** Of which rooms the whole history shall be on this computer; see `tables/history-wishes.ts`. */
export const historyWishes: Migration = {
  version: 8,
  name: 'history-wishes',
  sql: `
CREATE TABLE history_wish (
  room INTEGER PRIMARY KEY REFERENCES room,
  -- asked: by name. opened: somebody looked at the room, and the setting says what follows from that. stopped: not, whatever the setting says.
  wish TEXT NOT NULL CHECK (wish IN ('asked', 'opened', 'stopped')),
  ts INTEGER NOT NULL        -- when, in milliseconds since the epoch
) STRICT;

-- Nobody fetches the history of a room that we are no longer in, and coming back is no wish.
CREATE TRIGGER history_wish_of_left_room AFTER UPDATE OF membership ON room WHEN new.membership <> 'join'
BEGIN
  DELETE FROM history_wish WHERE room = new.room;
END;
`,
}
