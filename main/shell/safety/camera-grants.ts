import { isOwnAddress } from './address.ts'

/** Long enough for a scan with a phone that has to be fetched first. */
const longestMs = 5 * 60_000

/** What Electron tells of somebody who wants to see or hear. */
export type MediaRequest = {
  /** The web contents that ask; null for those that are none of a window. */
  readonly contents: object | null
  readonly isMainFrame: boolean
  readonly url: string | undefined
  readonly mediaTypes: readonly string[]
}

/**
 * Which pages may have the camera at this moment: those that said that they scan a code now. A page that says nothing more loses it by
 * itself; one that was taken over gets a picture and never a sound, and the system's own light is on meanwhile.
 */
export class CameraGrants {
  readonly #now: () => number
  readonly #until = new Map<object, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  open(contents: object): void {
    this.#until.set(contents, this.#now() + longestMs)
  }

  close(contents: object): void {
    this.#until.delete(contents)
  }

  /** A picture and nothing else, for the page itself and never for a frame in it, while that page scans. */
  allows({ contents, isMainFrame, url, mediaTypes }: MediaRequest): boolean {
    if (contents === null || !isMainFrame || url === undefined || !isOwnAddress(url)) return false
    if (mediaTypes.length === 0 || mediaTypes.some((type) => type !== 'video')) return false
    return (this.#until.get(contents) ?? 0) > this.#now()
  }
}
