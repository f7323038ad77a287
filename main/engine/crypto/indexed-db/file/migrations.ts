import type { Migration } from '../../../store/database.ts'

/**
 * Names and key paths are JSON, which keeps the lone surrogates that names may have. Numbers of databases, stores and indexes are never used
 * again, so that what is left over of a deleted one belongs to nobody.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'initial',
    sql: `
CREATE TABLE number (
  next INTEGER NOT NULL          -- of the next database, object store or index
) STRICT;
INSERT INTO number VALUES (1);
CREATE TABLE database (
  database INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL
) STRICT;
CREATE TABLE object_store (
  store INTEGER PRIMARY KEY,
  database INTEGER NOT NULL,
  name TEXT NOT NULL,
  key_path TEXT,
  next_key INTEGER               -- NULL without a key generator
) STRICT;
CREATE TABLE store_index (
  store_index INTEGER PRIMARY KEY,
  store INTEGER NOT NULL,
  name TEXT NOT NULL,
  key_path TEXT NOT NULL,
  is_unique INTEGER NOT NULL,
  is_multi_entry INTEGER NOT NULL
) STRICT;
CREATE TABLE record (
  store INTEGER NOT NULL,
  key BLOB NOT NULL,             -- sorts as keys do (keys/key.ts)
  entries BLOB,                  -- what stands in indexes for it (file/entries.ts)
  value BLOB NOT NULL,           -- a structured clone
  PRIMARY KEY (store, key)
) STRICT;                        -- with a rowid: values of a kilobyte and more are read and written faster that way
CREATE TABLE entry (
  store_index INTEGER NOT NULL,
  key BLOB NOT NULL,             -- the key in the index, then the record's
  key_length INTEGER NOT NULL,   -- how much of it is the key in the index
  PRIMARY KEY (store_index, key)
) STRICT, WITHOUT ROWID;
`,
  },
]
