import { ownNumber, ownRecord, ownString, type JsonRecord } from '../base/json.ts'
import type { RoomId } from '../../../preload/contract/ids.ts'
import type { Cancellable, Download, Homeserver } from './homeserver.ts'
import { orNothing } from './or-nothing.ts'
import { path } from './path.ts'
import { requiredString } from './read.ts'

// Client-server API, "Server-side key backups". What is in the backup is encrypted for its key, and for nobody here to read.

/** What the server says of a backup: unchecked, as whoever controls the server can say what they like. */
export type BackupVersion = {
  readonly version: string
  readonly algorithm: string
  readonly authData: JsonRecord
  /** How many keys are in it, and a mark that is another one when they change. */
  readonly count: number
  readonly etag: string
}

/** The backup in use; undefined when there is none. */
export async function currentBackup(homeserver: Homeserver, { signal }: Cancellable = {}): Promise<BackupVersion | undefined> {
  const answer = await orNothing(homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/room_keys/version`, signal }))
  return answer && {
    version: requiredString(answer, 'version'),
    algorithm: requiredString(answer, 'algorithm'),
    authData: ownRecord(answer, 'auth_data') ?? {},
    count: ownNumber(answer, 'count') ?? 0,
    etag: ownString(answer, 'etag') ?? '',
  }
}

/** Makes a new backup, which takes the place of the one before. Answers its version. */
export async function createBackup(
  homeserver: Homeserver, { algorithm, authData, signal }: Cancellable & Pick<BackupVersion, 'algorithm' | 'authData'>,
): Promise<string> {
  const body = { algorithm, auth_data: authData }
  return requiredString(await homeserver.json({ method: 'POST', path: path`/_matrix/client/v3/room_keys/version`, body, signal }), 'version')
}

type InVersion = Cancellable & { readonly version: string }

/** One session's key as it was backed up; undefined when it is not in the backup. */
export function getRoomKey(
  homeserver: Homeserver, { version, roomId, sessionId, signal }: InVersion & { readonly roomId: RoomId; readonly sessionId: string },
): Promise<JsonRecord | undefined> {
  return orNothing(homeserver.json({
    method: 'GET', path: path`/_matrix/client/v3/room_keys/keys/${roomId}/${sessionId}`, query: { version }, signal,
  }))
}

/** All sessions of one room in the backup, by their ids. */
export async function getRoomKeys(
  homeserver: Homeserver, { version, roomId, signal }: InVersion & { readonly roomId: RoomId },
): Promise<JsonRecord> {
  const answer = await orNothing(homeserver.json({
    method: 'GET', path: path`/_matrix/client/v3/room_keys/keys/${roomId}`, query: { version }, maxBytes: largestRoom, signal,
  }))
  return (answer && ownRecord(answer, 'sessions')) ?? {}
}

/** Everything in the backup, as it comes: `{"rooms": {room id: {"sessions": {session id: key}}}}`, which can be hundreds of megabytes. */
export function downloadRoomKeys(homeserver: Homeserver, { version, signal }: InVersion): Promise<Download> {
  return homeserver.download({ path: path`/_matrix/client/v3/room_keys/keys`, query: { version }, maxBytes: largestBackup, signal })
}

/** A hundred thousand keys of one room. */
const largestRoom = 128 * 1024 * 1024
/** Two million keys. */
const largestBackup = 2 * 1024 * 1024 * 1024
