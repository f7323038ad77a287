import type { Migration } from '../../store/database.ts'

export const initial: Migration = {
  version: 1,
  name: 'initial',
  sql: `
CREATE TABLE account (
  user_id TEXT NOT NULL PRIMARY KEY,
  folder TEXT NOT NULL UNIQUE, -- under accounts/, a random name: who uses Causeway shows nowhere on the disk
  device_id TEXT NOT NULL,
  homeserver TEXT NOT NULL,    -- base URL without a slash at the end
  -- active: the tokens are good. soft-ended: sign in again as the same device. ended: the device is gone from the server.
  -- removing: signed out by the user; what is left of it is being deleted.
  session TEXT NOT NULL CHECK (session IN ('active', 'soft-ended', 'ended', 'removing')),
  access_token TEXT,
  refresh_token TEXT,
  name TEXT,                   -- as last seen on the server, for showing without network
  avatar TEXT,                 -- mxc://
  added_ts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the user chose, one row for each thing that differs from the default.
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL          -- JSON
) STRICT, WITHOUT ROWID;
`,
}
