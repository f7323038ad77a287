import type { Me } from '../base/me.ts'
import type { Log } from '../base/log.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { hasSlidingSync, supportedVersions } from '../matrix/versions.ts'
import type { SyncKind } from '../store/tables/sync-position.ts'
import type { Protocol } from './protocol.ts'
import { SlidingProtocol } from './sliding-protocol.ts'
import { V2Protocol } from './v2-protocol.ts'

export type ProtocolOptions = { readonly homeserver: Homeserver; readonly me: Me; readonly log: Log }

export function protocolOf(kind: SyncKind, options: ProtocolOptions): Protocol {
  return kind === 'sliding' ? new SlidingProtocol(options) : new V2Protocol(options)
}

/** Sliding sync where the server says that it has it, `/sync` elsewhere. Rejects with `HomeserverError`. */
export async function chooseProtocol(options: ProtocolOptions, signal: AbortSignal): Promise<Protocol> {
  const versions = await supportedVersions(options.homeserver, { signal })
  return protocolOf(hasSlidingSync(versions) ? 'sliding' : 'v2', options)
}

/** Some servers name sliding sync among their features and have switched it off. */
export const isRefused = (protocol: Protocol | null, error: unknown): boolean =>
  protocol?.kind === 'sliding' && error instanceof HomeserverError && error.code === 'unsupported'
