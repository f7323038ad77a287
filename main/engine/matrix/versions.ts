import { ownRecord, ownStrings } from '../base/json.ts'
import { HomeserverError } from './errors.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'

/** What a homeserver says it can do (client-server API, "API Versions"). `features`: the unstable ones that are on. */
export type Versions = { readonly versions: readonly string[]; readonly features: ReadonlySet<string> }

/** Asked with a session's token the answer may hold more, as some features are on for some users only. */
export async function supportedVersions(homeserver: Homeserver, { signal }: Cancellable = {}): Promise<Versions> {
  const answer = await homeserver.json({
    method: 'GET',
    path: path`/_matrix/client/versions`,
    patience: { idleMs: 15_000, totalMs: 30_000 },
    signal,
  })
  const versions = ownStrings(answer, 'versions')
  // Any JSON might come from anywhere; a homeserver of no version at all does not exist.
  if (versions === undefined || !versions.some((version) => /^[rv]\d/.test(version))) throw new HomeserverError('not-matrix')
  const features = Object.entries(ownRecord(answer, 'unstable_features') ?? {}).flatMap(([name, isOn]) => isOn === true ? name : [])
  return { versions, features: new Set(features) }
}

/** Simplified sliding sync, MSC4186. */
export function hasSlidingSync({ features }: Versions): boolean {
  return features.has('org.matrix.simplified_msc3575')
}

/** Media only for those with a token: since v1.11, where it replaces the open endpoints. */
export function hasAuthenticatedMedia(versions: Versions): boolean {
  return isAtLeast(versions, 11) || versions.features.has('org.matrix.msc3916.stable')
}

/** Whether the server knows version 1.`minor` of the specification or a later one. */
function isAtLeast({ versions }: Versions, minor: number): boolean {
  return versions.some((version) => Number(/^v1\.(\d{1,4})$/.exec(version)?.[1] ?? -1) >= minor)
}
