import { isRecord, ownString } from '../base/json.ts'
import { HomeserverError } from './errors.ts'

/** What TLS says of a certificate that does not hold; Node has no common class or prefix for them. */
const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'CERT_REJECTED', 'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'HOSTNAME_MISMATCH', 'INVALID_CA', 'INVALID_PURPOSE', 'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Turns whatever `fetch` or a body threw into a `HomeserverError`; one that already is one passes unchanged. */
export function networkError(error: unknown): HomeserverError {
  if (error instanceof HomeserverError) return error
  const code = causeCode(error)
  if (code !== undefined && certificateCodes.has(code)) return new HomeserverError('insecure', { cause: error })
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return new HomeserverError('timeout', { cause: error })
  return new HomeserverError('offline', { cause: error })
}

/** `fetch` hides the system's error one or two causes deep, or, for a host with several addresses, in the first of several errors. */
function causeCode(error: unknown): string | undefined {
  let current: unknown = error
  for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth += 1) {
    const code = isRecord(current) ? ownString(current, 'code') : undefined
    if (code !== undefined && code !== '') return code
    current = current instanceof AggregateError ? current.errors[0] : current instanceof Error ? current.cause : undefined
  }
  return undefined
}
