import type { Clock } from '../base/clock.ts'
import { isRecord, ownRecord, ownString, parseJson } from '../base/json.ts'
import { isLoopback, parseBaseUrl } from './base-url.ts'
import type { HomeserverError } from './errors.ts'
import { networkError } from './network-error.ts'
import type { Fetch } from './redirects.ts'
import { readText } from './response-body.ts'
import { Watchdog } from './watchdog.ts'

/**
 * What a server name's discovery file says (client-server API, "Well-known URI"). none: nothing there, which is the specification's
 * IGNORE. broken: its FAIL_PROMPT. unusable: its FAIL_ERROR, an address that nobody may use.
 */
export type WellKnown =
  | { readonly is: 'found'; readonly baseUrl: string }
  | { readonly is: 'none' | 'broken' | 'unusable' }
  | { readonly is: 'unreachable'; readonly reason: HomeserverError }

export type WellKnownOptions = { readonly fetch: Fetch; readonly clock: Clock; readonly signal?: AbortSignal | undefined }

const patience = { idleMs: 10_000, totalMs: 20_000 }
const largestFile = 64 * 1024
const mostRedirects = 5

/** Asks `https://<hostName>/.well-known/matrix/client`. Rejects only with `aborted`. */
export async function fetchWellKnown(hostName: string, { fetch, clock, signal }: WellKnownOptions): Promise<WellKnown> {
  const watchdog = new Watchdog(clock, patience, signal)
  try {
    const response = await fetchFile(`https://${hostName}/.well-known/matrix/client`, fetch, watchdog.signal)
    if (response === undefined) return { is: 'broken' }
    if (response.status === 404) return { is: 'none' }
    if (response.status !== 200) return { is: 'broken' }
    return readFile(await readText(response, largestFile, () => watchdog.touch()))
  } catch (error) {
    const reason = networkError(watchdog.signal.aborted ? watchdog.signal.reason : error)
    if (reason.code === 'aborted') throw reason
    return reason.code === 'too-large' ? { is: 'broken' } : { is: 'unreachable', reason }
  } finally {
    // Also ends the body of an answer that was not read.
    watchdog.abort()
  }
}

/** Follows redirects as the specification asks, but never to a page that anybody on the way could have written. */
async function fetchFile(start: string, fetch: Fetch, signal: AbortSignal): Promise<Response | undefined> {
  let url = start
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await fetch(url, { redirect: 'manual', signal })
    if (response.status < 300 || response.status >= 400) return response
    const next = URL.parse(response.headers.get('location') ?? '', url)
    if (next?.protocol !== 'https:') return undefined
    await response.body?.cancel()
    url = next.href
  }
  return undefined
}

function readFile(text: string): WellKnown {
  let file: unknown
  try {
    file = parseJson(text)
  } catch {
    return { is: 'broken' }
  }
  const homeserver = isRecord(file) ? ownRecord(file, 'm.homeserver') : undefined
  const written = homeserver && ownString(homeserver, 'base_url')
  if (written === undefined) return { is: 'broken' }
  const baseUrl = parseBaseUrl(written)
  const isUsable = baseUrl !== undefined && (baseUrl.startsWith('https:') || isLoopback(baseUrl))
  return isUsable ? { is: 'found', baseUrl } : { is: 'unusable' }
}
