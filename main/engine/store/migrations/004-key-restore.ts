import type { Migration } from '../database.ts'

/** A restoring of the backup of keys goes on where it was cut off. */
export const keyRestore: Migration = {
  version: 4,
  name: 'key-restore',
  sql: `
CREATE TABLE key_restore (
  version TEXT NOT NULL,  -- of the backup
  room_id TEXT NOT NULL,  -- a room whose keys are here; '' stands for the whole, from the beginning to the end
  PRIMARY KEY (version, room_id)
) STRICT, WITHOUT ROWID;
`,
}
