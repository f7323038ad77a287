/** What was asked of one endpoint. Bytes are those on the wire, headers included; `ms` is the time until its answers were written. */
export type Count = { readonly requests: number; readonly bytesIn: number; readonly bytesOut: number; readonly ms: number }

export const noCount: Count = { requests: 0, bytesIn: 0, bytesOut: 0, ms: 0 }

/** Counts requests and bytes by endpoint ("GET /_matrix/client/v3/sync"). */
export class Counters {
  /** Hears of every endpoint as soon as an answer of it has gone out or was broken off. */
  heard: (endpoint: string) => void = () => undefined
  readonly #counts = new Map<string, Count>()

  add(endpoint: string, { bytesIn, bytesOut, ms }: Omit<Count, 'requests'>): void {
    const { requests, ...before } = this.#counts.get(endpoint) ?? noCount
    this.#counts.set(endpoint, {
      requests: requests + 1, bytesIn: before.bytesIn + bytesIn, bytesOut: before.bytesOut + bytesOut, ms: before.ms + ms,
    })
    this.heard(endpoint)
  }

  get all(): Readonly<Record<string, Count>> {
    return Object.fromEntries(this.#counts)
  }

  clear(): void {
    this.#counts.clear()
  }
}

/** Of several endpoints together. */
export function totalOf(counts: Readonly<Record<string, Count>>): Count {
  return Object.values(counts).reduce((sum, count) => ({
    requests: sum.requests + count.requests, bytesIn: sum.bytesIn + count.bytesIn, bytesOut: sum.bytesOut + count.bytesOut, ms: sum.ms + count.ms,
  }), noCount)
}
