import { HomeserverError } from './errors.ts'
import type { Query } from './homeserver.ts'
import type { Path } from './path.ts'

/** Where a request goes; throws `bad-request` rather than leave the homeserver's own part of the web. */
export function requestUrl(baseUrl: string, path: Path, query: Query = {}): URL {
  const url = new URL(baseUrl + path)
  for (const [key, value] of Object.entries(query)) {
    for (const one of typeof value === 'object' ? value : [value]) if (one !== undefined) url.searchParams.append(key, String(one))
  }
  // The second lock on the token, after the encoding in `path` (CVE-2024-50336 was a path that climbed out).
  const base = new URL(baseUrl)
  const isWithin = url.origin === base.origin && url.pathname.startsWith(`${base.pathname.replace(/\/$/, '')}/_matrix/`)
  if (!isWithin) throw new HomeserverError('bad-request')
  return url
}
