import { systemClock, type Clock } from '../base/clock.ts'
import { isLoopback, readTypedServer } from './base-url.ts'
import { HomeserverError, type HomeserverErrorCode } from './errors.ts'
import { Http } from './http.ts'
import type { Fetch } from './redirects.ts'
import { supportedVersions, type Versions } from './versions.ts'
import { fetchWellKnown, type WellKnown } from './well-known.ts'

export type DiscoveryOptions = {
  readonly fetch?: Fetch
  readonly clock?: Clock
  readonly signal?: AbortSignal | undefined
}

/** A homeserver that answers. `name`: what to call it, the server name or the host. */
export type Discovery = { readonly baseUrl: string; readonly name: string; readonly versions: Versions }

type Context = Required<Pick<DiscoveryOptions, 'fetch' | 'clock'>> & Pick<DiscoveryOptions, 'signal'>

/**
 * Finds the homeserver behind what a person typed: a server name, a URL or a user id (client-server API, "Server Discovery"). http is
 * used only where it was typed or does not leave this computer. Throws `bad-request` for what cannot be meant, `not-matrix` when there
 * is no homeserver, `offline`, `timeout` or `insecure` when nobody can tell; the sentence names the server and says what to type.
 */
export async function discover(typed: string, options: DiscoveryOptions = {}): Promise<Discovery> {
  const context: Context = { fetch: options.fetch ?? globalThis.fetch, clock: options.clock ?? systemClock, signal: options.signal }
  const server = readTypedServer(typed)
  if (server === undefined) {
    throw new HomeserverError('bad-request', {
      message: 'This is no address of a homeserver: type a name such as example.org, or an address that begins with https://.',
    })
  }
  return server.is === 'url' ? atUrl(server.baseUrl, context) : byName(server.serverName, context)
}

async function byName(serverName: string, context: Context): Promise<Discovery> {
  if (isLoopback(`http://${serverName}`)) return onThisComputer(serverName, context)
  const wellKnown = await fetchWellKnown(hostOf(serverName), context)
  return followWellKnown(serverName, wellKnown, context)
}

async function followWellKnown(serverName: string, wellKnown: WellKnown, context: Context): Promise<Discovery> {
  switch (wellKnown.is) {
    case 'found':
      return probe(wellKnown.baseUrl, serverName, context).catch((error: unknown) => {
        throw unusable(error, serverName, new URL(wellKnown.baseUrl).host)
      })
    case 'none':
    case 'unreachable':
      // Nothing is said about it: the name itself may be the homeserver's.
      return probe(`https://${serverName}`, serverName, context).catch((error: unknown) => {
        throw unusable(error, serverName)
      })
    case 'broken':
      throw new HomeserverError('not-matrix', {
        message: `What ${serverName} says about its homeserver cannot be read: type the homeserver's own address, beginning with https://.`,
      })
    case 'unusable':
      throw new HomeserverError('not-matrix', {
        message: `${serverName} names an address for its homeserver that is not safe to use: ask its administrator.`,
      })
  }
}

/** A homeserver of one's own, where certificates are rare. */
async function onThisComputer(serverName: string, context: Context): Promise<Discovery> {
  try {
    return await probe(`http://${serverName}`, serverName, context)
  } catch (error) {
    return probe(`https://${serverName}`, serverName, context).catch(() => {
      throw unusable(error, serverName)
    })
  }
}

/** An address counts as typed; only if no homeserver is there, it may have been meant as a server's name. */
async function atUrl(baseUrl: string, context: Context): Promise<Discovery> {
  const { host, hostname, protocol, pathname } = new URL(baseUrl)
  try {
    return await probe(baseUrl, host, context)
  } catch (error) {
    // What most web servers do with http.
    if (protocol === 'http:' && isCode(error, 'redirected')) return atUrl(baseUrl.replace(/^http:/, 'https:'), context)
    if (protocol === 'https:' && pathname === '/' && isNoHomeserver(error)) {
      const wellKnown = await fetchWellKnown(hostname, context)
      if (wellKnown.is === 'found') return followWellKnown(host, wellKnown, context)
    }
    throw unusable(error, host)
  }
}

async function probe(baseUrl: string, name: string, { fetch, clock, signal }: Context): Promise<Discovery> {
  const http = new Http({ baseUrl, fetch, clock })
  return { baseUrl, name, versions: await supportedVersions(http, { signal }) }
}

const isCode = (error: unknown, code: HomeserverErrorCode): boolean => error instanceof HomeserverError && error.code === code

/** Failures that leave open whether there is a homeserver; after any other one there is none. */
const undecided: ReadonlySet<HomeserverErrorCode> = new Set(['offline', 'timeout', 'insecure', 'aborted', 'rate-limited', 'server-error'])

const isNoHomeserver = (error: unknown): boolean => error instanceof HomeserverError && !undecided.has(error.code)

/** The same failure, told for the moment of signing in. `appointed`: the host that the server named as its homeserver. */
function unusable(error: unknown, serverName: string, appointed?: string): unknown {
  if (!(error instanceof HomeserverError) || error.code === 'aborted') return error
  const code = isNoHomeserver(error) ? 'not-matrix' : error.code
  const message = appointed === undefined
    ? `${serverName} ${troubleOf(code)}: check how it is spelt, and the internet connection.`
    : `${serverName} names ${appointed} as its homeserver, which ${troubleOf(code)}: try again later, or ask its administrator.`
  return new HomeserverError(code, { message, status: error.status, retryAfterMs: error.retryAfterMs, cause: error })
}

function troubleOf(code: HomeserverErrorCode): string {
  switch (code) {
    case 'not-matrix': return 'is not a Matrix homeserver'
    case 'offline': return 'cannot be reached'
    case 'timeout': return 'does not answer'
    case 'insecure': return 'cannot prove who it is'
    default: return 'cannot be used at the moment'
  }
}

const hostOf = (serverName: string): string => serverName.replace(/:\d{1,5}$/, '')
