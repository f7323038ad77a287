import { parseAddress } from './address.ts'

/** An address that may be opened in its own program, and where it really leads. */
export type Destination = {
  /** As the URL parser writes it: what is asked about is what is opened. */
  readonly url: string
  /** The host in ASCII, so that letters of other alphabets cannot pass for Latin ones; for mailto the addressee. */
  readonly place: string
}

const openable: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:'])

/** Undefined for everything that is not https, http or mailto: other schemes start programs with what a stranger wrote. */
export function destinationOf(address: string): Destination | undefined {
  const url = parseAddress(address)
  if (url === undefined || !openable.has(url.protocol)) return undefined
  if (url.protocol === 'mailto:') return { url: url.href, place: url.pathname }
  return url.hostname === '' ? undefined : { url: url.href, place: url.host }
}

export type ExternalParts = {
  /** Shows the place and asks; resolves with the user's answer. */
  readonly confirm: (destination: Destination) => Promise<boolean>
  readonly open: (url: string) => Promise<void>
}

/** failed: this computer has no program for it, or the one it has did not start. */
export type OpenResult = 'opened' | 'declined' | 'refused' | 'failed'

/**
 * Opens addresses that a message holds. Main does not see how the link was written, so it asks once for each place; a yes holds until the
 * program ends.
 */
export class ExternalOpener {
  readonly #parts: ExternalParts
  readonly #agreed = new Set<string>()

  constructor(parts: ExternalParts) {
    this.#parts = parts
  }

  async open(address: string): Promise<OpenResult> {
    const destination = destinationOf(address)
    if (destination === undefined) return 'refused'
    if (!this.#agreed.has(destination.place)) {
      if (!await this.#parts.confirm(destination)) return 'declined'
      this.#agreed.add(destination.place)
    }
    return this.#parts.open(destination.url).then(() => 'opened', () => 'failed')
  }
}
