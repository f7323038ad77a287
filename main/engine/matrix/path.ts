import { HomeserverError } from './errors.ts'

declare const brand: unique symbol

/** The path of an endpoint, every variable part encoded so that it stays one segment. */
export type Path = string & { readonly [brand]: 'Path' }

/** Builds a path: `` path`/_matrix/client/v3/rooms/${roomId}/state/${type}/${stateKey}` ``. The fixed parts are taken as they are. */
export function path(fixed: TemplateStringsArray, ...segments: readonly string[]): Path {
  return String.raw({ raw: fixed }, ...segments.map(encodeSegment)) as Path
}

function encodeSegment(segment: string): string {
  // A URL parser takes these out of a path even when they are written with %2e: there is no way to send them.
  if (segment === '.' || segment === '..') throw new HomeserverError('bad-request', { detail: 'A name cannot be "." or "..".' })
  return encodeURIComponent(segment.toWellFormed())
}
