import type { Migration } from '../database.ts'

/** What was said in threads, to be counted without walking through all that was said in the main timeline since; see `rooms/unread.ts`. */
export const threadEvents: Migration = {
  version: 9,
  name: 'thread-events',
  sql: `
CREATE INDEX event_in_thread ON event (room, position) WHERE thread IS NOT NULL AND is_counted = 1 AND position IS NOT NULL;
`,
}
