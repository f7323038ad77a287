import type { Migration } from '../database.ts'

/** When the server has ended a device for good and a new one takes its place, the new one takes over the room keys. */
export const cryptoDevices: Migration = {
  version: 5,
  name: 'crypto-devices',
  sql: `
-- The devices that this account has been on this computer; each has a file of keys of its own.
CREATE TABLE crypto_device (
  device_id TEXT NOT NULL PRIMARY KEY,
  is_taken_over INTEGER NOT NULL DEFAULT 0  -- whether the device after it has its room keys
) STRICT, WITHOUT ROWID;
`,
}
