/**
 * What happens to a request, in a form that can be sent to another process.
 *
 * - `drop`: the connection breaks before an answer; the request is not looked at
 * - `lose-answer`: what was asked is done, and the connection breaks before the answer
 * - `half-open`: nothing comes (any more, after `bytes` of the body), and the connection stays
 * - `cut`: the connection breaks after `bytes` of the body, or in its middle
 * - `delay`: the answer begins after `ms`
 * - `slow`: the body comes at `bytesPerSecond`
 * - `rate-limit`: 429 with Retry-After
 * - `status`: this status, as a gateway says it, or with an error code of the specification
 */
export type HomeserverFault =
  | { readonly kind: 'drop' | 'lose-answer' }
  | { readonly kind: 'half-open'; readonly bytes?: number }
  | { readonly kind: 'cut'; readonly after: number | 'half' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'status'; readonly status: number; readonly errcode?: string }

/** `match`: a part of "METHOD /path?query"; everything is meant without it. `times`: as often as it comes, without it. */
export type FaultRule = { readonly match?: string; readonly fault: HomeserverFault; readonly times?: number }

/** The bad days that were ordered. The newest rule that fits wins. */
export class Faults {
  #rules: { readonly match: string; readonly fault: HomeserverFault; left: number }[] = []

  add({ match = '', fault, times = Infinity }: FaultRule): void {
    this.#rules.unshift({ match, fault, left: times })
  }

  heal(): void {
    this.#rules = []
  }

  /** Takes one from the rule that fits. */
  of(request: string): HomeserverFault | undefined {
    const rule = this.#rules.find(({ match, left }) => left > 0 && request.includes(match))
    if (rule === undefined) return undefined
    rule.left -= 1
    return rule.fault
  }
}
