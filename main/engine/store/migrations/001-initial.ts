import type { Migration } from '../database.ts'

/**
 * The first schema. Rooms have a small integer key, so that a room's events lie together in every index and a random event id is only ever
 * looked for inside its room. JSON columns hold what the server sent and are never queried into.
 */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  sql: `
-- How far this device has read the server, committed together with what was read.
CREATE TABLE sync_position (
  kind TEXT NOT NULL PRIMARY KEY CHECK (kind IN ('sliding', 'v2')),
  position TEXT,             -- pos or next_batch; NULL: start over, keep what is stored
  to_device TEXT,            -- MSC4186 to-device extension: outlives a forgotten position
  connection INTEGER NOT NULL DEFAULT 0, -- counts how often reading began from nothing
  is_complete INTEGER NOT NULL DEFAULT 0 -- 1: every room of the account was seen since then
) STRICT, WITHOUT ROWID;

CREATE TABLE room (
  room INTEGER PRIMARY KEY,
  room_id TEXT NOT NULL UNIQUE,
  membership TEXT NOT NULL CHECK (membership IN ('join', 'invite', 'knock', 'leave', 'ban')),
  -- Computed from state and members whenever those change; what the list shows is read from here alone.
  name TEXT NOT NULL,
  search_name TEXT NOT NULL, -- folded for finding: lower case, no marks
  avatar TEXT,               -- mxc://
  topic TEXT NOT NULL DEFAULT '',
  alias TEXT,
  section TEXT NOT NULL CHECK (section IN ('invites', 'favourites', 'people', 'rooms', 'low-priority', 'left', 'none')),
  section_order REAL NOT NULL DEFAULT 0, -- of a favourite, by the user's m.tag order; else 0
  is_space INTEGER NOT NULL DEFAULT 0,
  is_direct INTEGER NOT NULL DEFAULT 0,
  is_encrypted INTEGER NOT NULL DEFAULT 0, -- once 1, for ever 1, whatever later state says
  is_muted INTEGER NOT NULL DEFAULT 0,
  is_marked_unread INTEGER NOT NULL DEFAULT 0,
  direct_user TEXT,          -- the other person of a direct chat of two
  inviter TEXT,
  replaced_by TEXT,          -- room id, only where tombstone and predecessor agree
  network TEXT,
  joined_count INTEGER NOT NULL DEFAULT 0,
  invited_count INTEGER NOT NULL DEFAULT 0,
  heroes TEXT NOT NULL DEFAULT '[]', -- user ids, as the server gave them
  members_complete INTEGER NOT NULL DEFAULT 0, -- 1: every joined and invited member is in the member table
  -- Activity and unread state.
  last_event INTEGER,        -- event.event of the preview
  last_ts INTEGER NOT NULL DEFAULT 0, -- of the last thing said, never later than when it arrived
  unread INTEGER NOT NULL DEFAULT 0,
  mentions INTEGER NOT NULL DEFAULT 0,
  server_unread INTEGER NOT NULL DEFAULT 0,   -- notification_count, believed while our own count cannot be known
  server_mentions INTEGER NOT NULL DEFAULT 0,
  read_position INTEGER,     -- event.position up to which I have read, NULL: unknown
  connection INTEGER NOT NULL DEFAULT 0 -- sync_position.connection in which the server last told of the room
) STRICT;
CREATE INDEX room_list ON room (section, section_order, last_ts DESC, room);
CREATE INDEX room_unread ON room (section, section_order, last_ts DESC, room) WHERE unread > 0 OR is_marked_unread = 1;
CREATE INDEX room_direct ON room (section, section_order, last_ts DESC, room) WHERE is_direct = 1;
CREATE INDEX room_counts ON room (section, is_muted, unread, mentions);
CREATE INDEX room_by_name ON room (name);
CREATE INDEX room_by_alias ON room (alias) WHERE alias IS NOT NULL;

-- State of the room except members: one row for each (type, state_key).
CREATE TABLE state (
  room INTEGER NOT NULL REFERENCES room,
  type TEXT NOT NULL,
  state_key TEXT NOT NULL,
  event_id TEXT,             -- NULL in stripped state of an invite
  sender TEXT NOT NULL,
  ts INTEGER NOT NULL DEFAULT 0,
  content TEXT NOT NULL,     -- JSON; '{}' once redacted
  PRIMARY KEY (room, type, state_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  room INTEGER NOT NULL REFERENCES room,
  user_id TEXT NOT NULL,
  membership TEXT NOT NULL,
  name TEXT,                 -- displayname as cleaned for display; NULL: none
  name_key TEXT,             -- the same for names that look alike; NULL: none
  avatar TEXT,
  event_id TEXT,
  sender TEXT NOT NULL,      -- who invited, kicked, …
  is_direct INTEGER NOT NULL DEFAULT 0, -- of an invite
  PRIMARY KEY (room, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_name ON member (room, name_key) WHERE membership IN ('join', 'invite');
CREATE INDEX member_in_order ON member (room, name COLLATE NOCASE, user_id) WHERE membership IN ('join', 'invite');

-- Everything that was ever received, as received. What position is NULL is known (an answered message, say) but not placed.
CREATE TABLE event (
  event INTEGER PRIMARY KEY,
  room INTEGER NOT NULL REFERENCES room,
  event_id TEXT NOT NULL,
  position INTEGER,          -- order in the room's timeline; neighbours are contiguous unless a gap lies between
  is_shown INTEGER NOT NULL, -- has a row of its own: not an edit, reaction or redaction
  is_counted INTEGER NOT NULL DEFAULT 0, -- somebody said something: counts as unread and moves the room up
  mentions_me INTEGER NOT NULL DEFAULT 0,
  sender TEXT NOT NULL,
  type TEXT NOT NULL,
  state_key TEXT,
  ts INTEGER NOT NULL,
  thread TEXT,               -- event id of the thread's root
  transaction_id TEXT,       -- our own local id, where this device sent it
  redacted_by TEXT,          -- event id of the redaction; json is pruned then
  json TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_by_id ON event (room, event_id);
CREATE INDEX event_timeline ON event (room, position, is_shown) WHERE position IS NOT NULL;
-- The last thing said and the unread count, whatever flood of joins lies between.
CREATE INDEX event_counted ON event (room, position) WHERE is_counted = 1 AND position IS NOT NULL;
CREATE INDEX event_by_transaction ON event (transaction_id) WHERE transaction_id IS NOT NULL;

-- Missing history between two neighbours of a timeline, or before its first event.
CREATE TABLE gap (
  room INTEGER NOT NULL REFERENCES room,
  position INTEGER NOT NULL, -- strictly between the positions of its neighbours
  back_token TEXT,           -- for /messages backwards from the event after it
  forward_token TEXT,        -- for /messages forwards from the event before it
  PRIMARY KEY (room, position)
) STRICT, WITHOUT ROWID;

-- Who relates to what, whichever of the two came first. Answers are not here: they are read from the answering event.
CREATE TABLE relation (
  room INTEGER NOT NULL REFERENCES room,
  target_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('m.annotation', 'm.replace', 'm.thread', 'm.reference', 'redaction')),
  event_id TEXT NOT NULL,
  sender TEXT NOT NULL,
  ts INTEGER NOT NULL,
  key TEXT,                  -- of an annotation
  PRIMARY KEY (room, target_id, kind, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  room INTEGER NOT NULL REFERENCES room,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('m.read', 'm.read.private', 'm.fully_read')),
  thread TEXT NOT NULL,      -- '' for unthreaded, 'main', or the thread's root
  event_id TEXT NOT NULL,
  ts INTEGER NOT NULL,
  PRIMARY KEY (room, user_id, kind, thread)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_by_event ON receipt (room, event_id);

CREATE TABLE account_data (
  room INTEGER NOT NULL,     -- 0: global
  type TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (room, type)
) STRICT, WITHOUT ROWID;

-- m.direct, the other way round.
CREATE TABLE direct_room (
  room_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

-- m.push_rules, read for the rooms that are silenced altogether.
CREATE TABLE muted_room (room_id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

-- What the user did, from the moment they did it until the server has it and says so.
CREATE TABLE outbox (
  operation INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which the user did things
  local_id TEXT NOT NULL UNIQUE,               -- and transaction id
  room_id TEXT,              -- NULL: for a room that does not exist yet
  kind TEXT NOT NULL,
  input TEXT NOT NULL,       -- JSON, by kind
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'failed')),
  created_ts INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  event_id TEXT,             -- once the server answered
  result_room TEXT,          -- room id that a create or join led to
  code TEXT,                 -- failure code, and why in words
  reason TEXT
) STRICT;
CREATE INDEX outbox_open ON outbox (operation) WHERE state <> 'done';
CREATE INDEX outbox_room ON outbox (room_id, operation);

CREATE TABLE draft (
  room_id TEXT NOT NULL,
  thread TEXT NOT NULL,      -- '' for the room itself
  content TEXT NOT NULL,     -- JSON: text and what it answers
  changed_ts INTEGER NOT NULL,
  PRIMARY KEY (room_id, thread)
) STRICT, WITHOUT ROWID;
`,
}
