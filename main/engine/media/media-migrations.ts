import type { Migration } from '../store/database.ts'

/** The schema of the media database, step by step. */
export const mediaMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'initial',
    sql: `
CREATE TABLE media (
  media INTEGER PRIMARY KEY,
  uri TEXT NOT NULL,
  variant TEXT NOT NULL,       -- '' for the original, else the thumbnail's box
  mimetype TEXT NOT NULL,      -- as found by looking, not as claimed
  size INTEGER NOT NULL DEFAULT 0,
  is_complete INTEGER NOT NULL DEFAULT 0,
  is_outgoing INTEGER NOT NULL DEFAULT 0,
  used_ts INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX media_by_uri ON media (uri, variant) WHERE is_complete = 1;
CREATE INDEX media_by_use ON media (used_ts) WHERE is_outgoing = 0;
CREATE TABLE chunk (
  media INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
  number INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (media, number)
) STRICT;
`,
  },
  {
    version: 2,
    name: 'outgoing-address',
    sql: `
-- The address of our own under which it waited to be sent, for who still shows it under that one.
ALTER TABLE media ADD COLUMN waited_as TEXT;
CREATE INDEX media_by_waited_as ON media (waited_as) WHERE waited_as IS NOT NULL;
`,
  },
]
