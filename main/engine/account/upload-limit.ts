import type { Clock } from '../base/clock.ts'
import { HomeserverError } from '../matrix/errors.ts'
import type { Homeserver } from '../matrix/homeserver.ts'
import { largestUpload } from '../matrix/media.ts'
import type { Versions } from '../matrix/versions.ts'
import { Watchdog } from '../matrix/watchdog.ts'

/** Somebody waits to see their file in the room: rather not know than wait longer. */
const patience = { idleMs: 3_000, totalMs: 3_000 }

export type UploadLimitOptions = { readonly homeserver: Homeserver; readonly versions: () => Promise<Versions>; readonly clock: Clock }

/** The largest file that the homeserver takes, in bytes, asked once; null when it does not say or cannot be asked now. */
export function uploadLimit({ homeserver, versions, clock }: UploadLimitOptions): () => Promise<number | null> {
  let known: number | null | undefined
  return async () => {
    if (known !== undefined) return known
    const watchdog = new Watchdog(clock, patience)
    try {
      known = await largestUpload(homeserver, { versions: await versions(), signal: watchdog.signal }) ?? null
      return known
    } catch (error) {
      if (!(error instanceof HomeserverError)) throw error
      return null
    } finally {
      watchdog.stop()
    }
  }
}
