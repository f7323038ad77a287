import type { Migration } from '../database.ts'

/** Encrypted rooms: an event's `json` is what it says, once that is known; beside it stands how it came. */
export const encryption: Migration = {
  version: 2,
  name: 'encryption',
  sql: `
-- Events that came encrypted, and what became of them.
CREATE TABLE encrypted_event (
  event INTEGER PRIMARY KEY REFERENCES event,
  room INTEGER NOT NULL REFERENCES room,
  session_id TEXT NOT NULL,  -- of Megolm; '' where the event does not say
  message_index INTEGER,     -- within the session; NULL: it does not say
  cause TEXT,                -- why it is not decrypted (UndecryptedCause); NULL: it is
  shield TEXT,               -- JSON, what is to be said about its sender; NULL: nothing
  ciphertext TEXT            -- JSON, the event's content as received; NULL while event.json still has it, and once redacted
) STRICT;
-- A message index is used once: the same ciphertext under another event id is a replay.
CREATE UNIQUE INDEX encrypted_event_by_index ON encrypted_event (room, session_id, message_index)
  WHERE cause IS NULL AND message_index IS NOT NULL;
-- Of whom something is to be said, which may change.
CREATE INDEX encrypted_event_shielded ON encrypted_event (event) WHERE shield IS NOT NULL;
CREATE INDEX encrypted_event_waiting ON encrypted_event (room, session_id) WHERE cause IS NOT NULL;

-- People whose identity is another one than before, until that is settled.
CREATE TABLE changed_identity (
  user_id TEXT NOT NULL PRIMARY KEY,
  trust TEXT NOT NULL CHECK (trust IN ('changed', 'withdrawn'))
) STRICT, WITHOUT ROWID;

-- What earlier versions kept without being able to read it.
INSERT INTO encrypted_event (event, room, session_id, cause)
  SELECT event, room, coalesce(json_extract(json, '$.content.session_id'), ''), 'no-key'
  FROM event WHERE type = 'm.room.encrypted' AND state_key IS NULL AND redacted_by IS NULL;
`,
}
