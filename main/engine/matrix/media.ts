import { ownNumber } from '../base/json.ts'
import { isContentUri, type ContentUri } from '../../../preload/contract/ids.ts'
import { HomeserverError } from './errors.ts'
import type { Cancellable, Download, Homeserver, UploadRequest } from './homeserver.ts'
import { path, type Path } from './path.ts'
import { requiredId } from './read.ts'
import { hasAuthenticatedMedia, type Versions } from './versions.ts'

// Client-server API, "Content repository".

/** The two halves of an `mxc://` URI. */
export type MediaPlace = { readonly serverName: string; readonly mediaId: string }

/** The halves of an `mxc://` URI, or undefined when it is none. */
export function parseContentUri(uri: string): MediaPlace | undefined {
  if (!isContentUri(uri)) return undefined
  const slash = uri.lastIndexOf('/')
  return { serverName: uri.slice('mxc://'.length, slash), mediaId: uri.slice(slash + 1) }
}

export type MediaUpload = Pick<UploadRequest, 'contentType' | 'length' | 'open' | 'onProgress' | 'signal'> & {
  /** Tells the server and everybody the file's name: leave it out for encrypted files. */
  readonly fileName?: string | undefined
}

/** Puts a file on the homeserver. Throws `too-large`. A repeated upload is another file. */
export async function uploadMedia(homeserver: Homeserver, { fileName, ...upload }: MediaUpload): Promise<ContentUri> {
  const target = path`/_matrix/media/v3/upload`
  const request = { ...upload, method: 'POST', path: target, query: { filename: fileName } } as const
  const answer = await homeserver.upload(request).catch(async (error: unknown) => {
    throw await isCutOff(homeserver, upload, error) ? new HomeserverError('too-large', { cause: error }) : error
  })
  return requiredId(answer, 'content_uri', isContentUri)
}

/**
 * Servers refuse a file that is too large while it is still coming, and end the connection with it: all that is seen here is a lost
 * connection, and trying again would never end. So the limit is asked for afterwards.
 */
async function isCutOff(homeserver: Homeserver, { length, signal }: MediaUpload, error: unknown): Promise<boolean> {
  if (!(error instanceof HomeserverError) || error.code !== 'offline') return false
  const limit = await readLimit(homeserver, path`/_matrix/client/v1/media/config`, { signal })
    .catch(() => readLimit(homeserver, path`/_matrix/media/v3/config`, { signal }))
    .catch(() => undefined)
  return limit !== undefined && length > limit
}

type Fetching = Cancellable & {
  readonly uri: string
  /** Of this homeserver: before v1.11 media lies at other, open endpoints. */
  readonly versions: Versions
  /** Throws `too-large` while reading beyond it. */
  readonly maxBytes?: number | undefined
}

/** Throws `not-found`, or `bad-request` when `uri` is no content URI. */
export async function downloadMedia(homeserver: Homeserver, { uri, versions, maxBytes, signal }: Fetching): Promise<Download> {
  const { serverName, mediaId } = placeOf(uri)
  const target = hasAuthenticatedMedia(versions)
    ? path`/_matrix/client/v1/media/download/${serverName}/${mediaId}`
    : path`/_matrix/media/v3/download/${serverName}/${mediaId}`
  return homeserver.download({ path: target, maxBytes, signal })
}

/** `crop` fills the size asked for, `scale` keeps the picture's proportions. What comes may be larger, or the picture itself. */
export type ThumbnailSize = { readonly width: number; readonly height: number; readonly method: 'crop' | 'scale' }

/** Throws what `downloadMedia` does, and `bad-request` for media without a picture in it. */
export async function downloadThumbnail(
  homeserver: Homeserver,
  { uri, versions, size: { width, height, method }, maxBytes, signal }: Fetching & { readonly size: ThumbnailSize },
): Promise<Download> {
  const { serverName, mediaId } = placeOf(uri)
  const target = hasAuthenticatedMedia(versions)
    ? path`/_matrix/client/v1/media/thumbnail/${serverName}/${mediaId}`
    : path`/_matrix/media/v3/thumbnail/${serverName}/${mediaId}`
  return homeserver.download({ path: target, query: { width, height, method }, maxBytes, signal })
}

/** The largest upload that the homeserver takes, in bytes; undefined when it does not say. */
export async function largestUpload(
  homeserver: Homeserver,
  { versions, signal }: Cancellable & { readonly versions: Versions },
): Promise<number | undefined> {
  const target = hasAuthenticatedMedia(versions) ? path`/_matrix/client/v1/media/config` : path`/_matrix/media/v3/config`
  return readLimit(homeserver, target, { signal })
}

async function readLimit(homeserver: Homeserver, target: Path, { signal }: Cancellable): Promise<number | undefined> {
  return ownNumber(await homeserver.json({ method: 'GET', path: target, signal }), 'm.upload.size')
}

function placeOf(uri: string): MediaPlace {
  const place = parseContentUri(uri)
  if (place === undefined) throw new HomeserverError('bad-request', { message: 'This file has no valid address, so it cannot be fetched.' })
  return place
}
