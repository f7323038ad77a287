/**
 * The identifiers of the Matrix specification as branded strings, so that a room id is never passed where an event id is meant.
 * The guards check shape and length only (appendices, "Identifier grammar"): whether the thing exists is the server's to say.
 */
declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** `@localpart:server`, at most 255 bytes. */
export type UserId = Branded<'UserId'>
/** `!opaque` or, before room version 12, `!opaque:server`. */
export type RoomId = Branded<'RoomId'>
/** `$opaque`. */
export type EventId = Branded<'EventId'>
/** `#alias:server`. */
export type RoomAlias = Branded<'RoomAlias'>
/** `mxc://server/media-id`. */
export type ContentUri = Branded<'ContentUri'>
/** Names one device of an account; opaque. */
export type DeviceId = Branded<'DeviceId'>
/** Ours: names an operation of the outbox from the moment the user asks for it; it is also its transaction id. */
export type LocalId = Branded<'LocalId'>

const longest = 255
const shaped = (value: unknown, shape: RegExp): boolean =>
  typeof value === 'string' && value.length <= longest && shape.test(value)

export const isUserId = (value: unknown): value is UserId => shaped(value, /^@[^\s:\0]*:[^\s\0]+$/u)
export const isRoomId = (value: unknown): value is RoomId => shaped(value, /^![^\s\0]+$/u)
export const isEventId = (value: unknown): value is EventId => shaped(value, /^\$[^\s\0]+$/u)
export const isRoomAlias = (value: unknown): value is RoomAlias => shaped(value, /^#[^\s:\0]+:[^\s\0]+$/u)
export const isDeviceId = (value: unknown): value is DeviceId => shaped(value, /^[^\s\0]+$/u)
export const isLocalId = (value: unknown): value is LocalId => shaped(value, /^cw[0-9A-Za-z_-]+$/u)

/** Strict on purpose: a server name and a media id with nothing that could leave the path they are put into (CVE-2024-50336). */
export const isContentUri = (value: unknown): value is ContentUri =>
  shaped(value, /^mxc:\/\/(?:[0-9A-Za-z][0-9A-Za-z.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/[0-9A-Za-z_-]+$/u)
