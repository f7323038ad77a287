import type { Migration } from '../database.ts'

/** Since when what this device says in encrypted rooms is under the key that it is under. */
export const outboundSessions: Migration = {
  version: 3,
  name: 'outbound-sessions',
  sql: `
-- A row goes, in the transaction that takes in the news, when somebody who may have the key leaves: what is said next is under a new one.
CREATE TABLE outbound_session (
  room INTEGER PRIMARY KEY REFERENCES room,
  begun_ts INTEGER NOT NULL,  -- milliseconds since the epoch, by this computer's clock
  period_ms INTEGER NOT NULL, -- how long it serves
  messages INTEGER NOT NULL   -- and for how many messages, as was agreed when it began
) STRICT;
`,
}
