import type { Migration } from '../database.ts'

/** The words of messages, to be found by (docs/decisions/021). */
export const search: Migration = {
  version: 7,
  name: 'search',
  sql: `
-- What may be found, by its entry. Terms come folded and divided by spaces from search/terms.ts: the tokenizer has nothing left to decide.
-- said: the words. facet: where, by whom and of what kind, a term each.
CREATE VIRTUAL TABLE search_index USING fts5(said, facet, content = '', contentless_delete = 1, detail = full, tokenize = 'ascii');
-- Its own pages have to fit into a page of the file, of which the cipher keeps some bytes: else each would need a second one.
INSERT INTO search_index (search_index, rank) VALUES ('pgsz', 3900);
-- An entry is a second and a number within it, 1024 for each: in the order of entries the index is read newest first.
CREATE TABLE search_entry (
  entry INTEGER PRIMARY KEY,
  event INTEGER NOT NULL UNIQUE  -- event.event; written at every message, so it is not looked up whether there is one
) STRICT;
-- What is taken in so far: the events after 'older' up to 'newer', by event.event. One row.
CREATE TABLE search_progress (
  older INTEGER NOT NULL,  -- what was stored before there was an index is taken in from the newest to the oldest
  total INTEGER NOT NULL,  -- how much that is
  newer INTEGER NOT NULL   -- what comes is taken in some at a time, or when somebody searches
) STRICT;
INSERT INTO search_progress (older, total, newer) SELECT coalesce(max(event), 0), coalesce(max(event), 0), coalesce(max(event), 0) FROM event;
`,
}
