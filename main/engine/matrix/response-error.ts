import { isRecord, ownBoolean, ownNumber, ownRecords, ownString, ownStrings, parseJson, type JsonRecord } from '../base/json.ts'
import { HomeserverError, type Challenge, type HomeserverErrorCode } from './errors.ts'

/** What is known of a response that is not a success. `text` is its body, possibly cut. */
export type FailedResponse = { readonly status: number; readonly headers: Headers; readonly text: string; readonly now: number }

const codesOfErrcodes: ReadonlyMap<string, HomeserverErrorCode> = new Map([
  ['M_LIMIT_EXCEEDED', 'rate-limited'],
  ['M_UNKNOWN_TOKEN', 'unknown-token'],
  ['M_MISSING_TOKEN', 'unknown-token'],
  ['M_UNKNOWN_POS', 'unknown-pos'],
  ['M_FORBIDDEN', 'forbidden'],
  ['M_GUEST_ACCESS_FORBIDDEN', 'forbidden'],
  ['M_USER_SUSPENDED', 'forbidden'],
  ['M_USER_LOCKED', 'user-locked'],
  ['M_USER_DEACTIVATED', 'user-deactivated'],
  ['M_RESOURCE_LIMIT_EXCEEDED', 'limit-reached'],
  ['M_USER_LIMIT_EXCEEDED', 'limit-reached'],
  ['M_CONSENT_NOT_GIVEN', 'consent-needed'],
  ['M_NOT_FOUND', 'not-found'],
  ['M_UNRECOGNIZED', 'unsupported'],
  ['M_UNSUPPORTED_ROOM_VERSION', 'unsupported'],
  ['M_INCOMPATIBLE_ROOM_VERSION', 'unsupported'],
  ['M_TOO_LARGE', 'too-large'],
  ['M_ROOM_IN_USE', 'conflict'],
] satisfies [string, HomeserverErrorCode][])

/** Turns a response with an error status into the error to throw. */
export function responseError({ status, headers, text, now }: FailedResponse): HomeserverError {
  const body = readBody(text)
  const errcode = body && ownString(body, 'errcode')
  const code = codeOf(status, errcode)
  return new HomeserverError(code, {
    status,
    errcode: errcode?.slice(0, 100),
    detail: showsServersWords.has(code) ? serversWords(body) : undefined,
    retryAfterMs: retryAfter(headers, body, now),
    isSoftLogout: body !== undefined && ownBoolean(body, 'soft_logout') === true,
    challenge: status === 401 && body !== undefined ? readChallenge(body) : undefined,
  })
}

function readChallenge(body: JsonRecord): Challenge | undefined {
  const flows = ownRecords(body, 'flows')
  return flows && {
    session: ownString(body, 'session'),
    flows: flows.map((flow) => ownStrings(flow, 'stages') ?? []),
    completed: ownStrings(body, 'completed') ?? [],
  }
}

function readBody(text: string): JsonRecord | undefined {
  try {
    const value = parseJson(text)
    return isRecord(value) ? value : undefined
  } catch {
    // An error page: the status says all there is to know.
    return undefined
  }
}

function codeOf(status: number, errcode: string | undefined): HomeserverErrorCode {
  const known = errcode === undefined ? undefined : codesOfErrcodes.get(errcode)
  if (known !== undefined) return known
  if (status === 429) return 'rate-limited'
  if (status === 413) return 'too-large'
  // A gateway says these when the homeserver behind it is away. With an errcode it is the homeserver itself that speaks.
  if (errcode === undefined && status >= 502 && status <= 504) return 'offline'
  // "Network authentication required": a network that asks for a sign-in of its own.
  if (status === 511) return 'not-matrix'
  if (status === 501 || status === 405) return 'unsupported'
  if (status >= 500) return 'server-error'
  if (status === 401 || status === 403) return 'forbidden'
  // A homeserver would say which of the two it is; without its word, nobody there knows the endpoint.
  if (status === 404) return errcode === undefined ? 'unsupported' : 'not-found'
  if (status === 409) return 'conflict'
  return 'bad-request'
}

const showsServersWords: ReadonlySet<HomeserverErrorCode> = new Set(['forbidden', 'bad-request', 'server-error', 'limit-reached'])

/** The `error` text, which may say anything: one short line without control characters or marks that change its direction. */
function serversWords(body: JsonRecord | undefined): string | undefined {
  const words = body && ownString(body, 'error')?.slice(0, 300).replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ').trim()
  return words ? `It says: ${words}` : undefined
}

const longestPause = 24 * 60 * 60 * 1000

/** The header counts before the deprecated field (client-server API, "Rate limiting"). In milliseconds from `now`. */
function retryAfter(headers: Headers, body: JsonRecord | undefined, now: number): number | undefined {
  const header = headers.get('retry-after')?.trim()
  const pause = fromHeader(header, now) ?? (body && ownNumber(body, 'retry_after_ms'))
  return pause === undefined ? undefined : Math.min(Math.max(0, pause), longestPause)
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function fromHeader(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header === '') return undefined
  if (/^\d+$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : date - now
}
