import { systemClock, type Clock } from '../base/clock.ts'
import { isLoopback, readTypedServer } from './base-url.ts'
import { HomeserverError } from './errors.ts'
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
        throw explained(error, serverName, `${serverName} names ${wellKnown.baseUrl} as its homeserver`)
      })
    case 'none':
    case 'unreachable':
      // Nothing is said about it: the name itself may be the homeserver's.
      return probe(`https://${serverName}`, serverName, context).catch((error: unknown) => {
        throw explained(error, serverName)
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
  } catch {
    return probe(`https://${serverName}`, serverName, context).catch((error: unknown) => {
      throw explained(error, serverName)
    })
  }
}

/** An address counts as typed; only if no homeserver is there, it may have been meant as a server's name. */
async function atUrl(baseUrl: string, context: Context): Promise<Discovery> {
  const { host, hostname, protocol, pathname } = new URL(baseUrl)
  try {
    return await probe(baseUrl, host, context)
  } catch (error) {
    if (protocol === 'https:' && pathname === '/' && isNoHomeserver(error)) {
      const wellKnown = await fetchWellKnown(hostname, context)
      if (wellKnown.is === 'found') return followWellKnown(host, wellKnown, context)
    }
    throw explained(error, host)
  }
}

async function probe(baseUrl: string, name: string, { fetch, clock, signal }: Context): Promise<Discovery> {
  const http = new Http({ baseUrl, fetch, clock })
  return { baseUrl, name, versions: await supportedVersions(http, { signal }) }
}

/** Something answers, but what it says or refuses shows that it is no homeserver. */
const isNoHomeserver = (error: unknown): boolean =>
  error instanceof HomeserverError && !['offline', 'timeout', 'insecure', 'aborted', 'rate-limited', 'server-error'].includes(error.code)

/** The same failure, told for the moment of signing in. `fact` is put before it. */
function explained(error: unknown, serverName: string, fact?: string): unknown {
  if (!(error instanceof HomeserverError) || error.code === 'aborted') return error
  const code = isNoHomeserver(error) ? 'not-matrix' : error.code
  const sentence = sentenceFor(code, serverName)
  const message = fact === undefined ? sentence : `${fact}, but: ${sentence}`
  return new HomeserverError(code, { message, status: error.status, retryAfterMs: error.retryAfterMs, cause: error })
}

function sentenceFor(code: HomeserverError['code'], serverName: string): string {
  switch (code) {
    case 'not-matrix': return `There is no Matrix homeserver at ${serverName}: check how it is spelt.`
    case 'offline': return `${serverName} cannot be reached: check how it is spelt, and the internet connection.`
    case 'timeout': return `${serverName} does not answer: check how it is spelt, or try again later.`
    case 'insecure': return `${serverName} cannot prove who it is: check how it is spelt, the network and the clock of this computer.`
    default: return `${serverName} cannot be used at the moment: try again later.`
  }
}

const hostOf = (serverName: string): string => serverName.replace(/:\d{1,5}$/, '')
