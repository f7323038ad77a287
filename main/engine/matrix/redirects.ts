import { HomeserverError } from './errors.ts'

export type Fetch = typeof globalThis.fetch

/** Fetches, and refuses to be sent elsewhere. */
export async function fetchHere(fetch: Fetch, url: URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url.href, { ...init, redirect: 'manual' })
  if (!isRedirect(response)) return response
  await response.body?.cancel()
  throw new HomeserverError('redirected', { status: response.status })
}

const mostRedirects = 3

/**
 * Fetches media, which may lie in a content network (client-server API, "Content repository": 307 and 308): there we go without the
 * token, and never from https to http.
 */
export async function fetchMedia(fetch: Fetch, start: URL, init: RequestInit): Promise<Response> {
  let url = start
  const headers = new Headers(init.headers)
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const response = await fetch(url.href, { ...init, headers, redirect: 'manual' })
    if (!isRedirect(response)) return response
    await response.body?.cancel()
    const next = URL.parse(response.headers.get('location') ?? '', url.href)
    if (next === null || (next.protocol !== 'https:' && next.protocol !== start.protocol)) break
    url = next
    headers.delete('authorization')
  }
  throw new HomeserverError('bad-response', { detail: 'It sent the download somewhere else.' })
}

// Browsers hide a manual redirect behind status 0; Node shows it.
const isRedirect = (response: Response): boolean =>
  response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400 && response.status !== 304)
