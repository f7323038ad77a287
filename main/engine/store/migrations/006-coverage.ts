import type { Migration } from '../database.ts'

/** Since when a room's history is whole on this computer; see `tables/coverage.ts`, which keeps it. */
export const coverage: Migration = {
  version: 6,
  name: 'coverage',
  sql: `
-- Milliseconds since the epoch; 0: from the room's beginning; NULL: nothing is known.
ALTER TABLE room ADD COLUMN complete_from INTEGER;
CREATE INDEX room_coverage ON room (complete_from) WHERE membership = 'join' AND is_space = 0;

-- Of what earlier versions stored.
WITH newest AS (SELECT room.room, max(gap.position) AS after FROM room LEFT JOIN gap USING (room) GROUP BY room.room)
UPDATE room SET complete_from = CASE
  WHEN newest.after IS NOT NULL THEN (
    SELECT max(ts, 1) FROM (
      SELECT ts, row_number() OVER (ORDER BY ts) AS place, count(*) OVER () AS oldest FROM (
        SELECT event.ts FROM event WHERE event.room = newest.room AND event.position > newest.after ORDER BY event.position LIMIT 5
      )
    ) WHERE place = oldest / 2 + 1)
  WHEN EXISTS (SELECT 1 FROM event WHERE event.room = newest.room AND event.position IS NOT NULL) THEN 0
  END
FROM newest WHERE newest.room = room.room;
`,
}
