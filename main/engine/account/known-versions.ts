import type { Homeserver } from '../matrix/homeserver.ts'
import { supportedVersions, type Versions } from '../matrix/versions.ts'

/** What the homeserver can do, asked once; a question that failed is asked again. */
export function knownVersions(homeserver: Homeserver): () => Promise<Versions> {
  let known: Promise<Versions> | undefined
  return () => {
    known ??= supportedVersions(homeserver).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
}
