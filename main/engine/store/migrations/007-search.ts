import type { Migration } from '../database.ts'

/** The words of messages, to be found by (docs/decisions/017). */
export const search: Migration = {
  version: 7,
  name: 'search',
  sql: `
-- What may be found, by its entry. Terms come folded and divided by spaces from search/terms.ts: the tokenizer has nothing left to decide.
-- said: the words. facet: where, by whom and of what kind, a term each; those have one character, so that no index of prefixes holds them.
CREATE VIRTUAL TABLE search_index USING fts5(
  said, facet, content = '', contentless_delete = 1, detail = full, prefix = '2 3', tokenize = 'ascii'
);
-- An entry is a time and a number within it, 2048 for each millisecond: in the order of entries the index is read newest first.
CREATE TABLE search_entry (
  entry INTEGER PRIMARY KEY,
  event INTEGER NOT NULL UNIQUE  -- event.event; written at every message, so it is not looked up whether there is one
) STRICT;
-- What was stored before there was an index is taken in from the newest to the oldest: what is left is what event.event is up to here.
CREATE TABLE search_backlog (
  next INTEGER NOT NULL PRIMARY KEY,
  total INTEGER NOT NULL
) STRICT;
INSERT INTO search_backlog (next, total) SELECT max(event), max(event) FROM event HAVING max(event) IS NOT NULL;
`,
}
