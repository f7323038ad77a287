import type { EventId } from '../../../../preload/contract/ids.ts'
import type { Gap } from '../../../../main/engine/store/tables/gaps.ts'
import { chunkAt, layoutOf, type Layout } from '../../../../main/engine/timeline/layout.ts'
import { planRun, type Run } from '../../../../main/engine/timeline/plan-run.ts'

/** A timeline as a test draws it: chunks of letters, with gaps between and perhaps before. */
export type Drawing = string

const idOf = (letter: string): EventId => `$${letter}` as EventId

/** A timeline in memory that obeys plans as the store does. */
export class DrawnTimeline {
  readonly #positions = new Map<EventId, number>()
  #gaps: readonly Gap[] = []

  /** `[gap b=t1 f=t2] [a b] [gap] [c]`: tokens are optional. */
  static parse(drawing: Drawing): DrawnTimeline {
    const timeline = new DrawnTimeline()
    const gaps: Gap[] = []
    let position = 0
    for (const [, part = ''] of drawing.matchAll(/\[([^\]]*)\]/gu)) {
      if (part.startsWith('gap')) {
        position += 2 ** 32
        const token = (name: string): string | null => new RegExp(`${name}=(\\S+)`, 'u').exec(part)?.[1] ?? null
        gaps.push({ position: position - 2 ** 31, backToken: token('b'), forwardToken: token('f') })
      } else {
        for (const letter of part.split(' ').filter(Boolean)) timeline.#positions.set(idOf(letter), position++)
      }
    }
    timeline.#gaps = gaps
    return timeline
  }

  get layout(): Layout {
    return layoutOf(this.#gaps, (after, before) => {
      const inside = [...this.#positions.values()].filter((one) => (after === null || one > after) && (before === null || one < before))
      return inside.length === 0 ? undefined : { first: Math.min(...inside), last: Math.max(...inside) }
    })
  }

  has(letter: string): boolean {
    return this.#positions.has(idOf(letter))
  }

  position(letter: string): number | undefined {
    return this.#positions.get(idOf(letter))
  }

  chunkOf(letter: string): number {
    return chunkAt(this.layout, this.position(letter) ?? NaN)
  }

  /** Merges a run of letters. */
  merge(letters: string, run: Partial<Omit<Run, 'eventIds'>> = {}): this {
    const eventIds = letters.split(' ').filter(Boolean).map(idOf)
    const whole: Run = { eventIds, joins: null, home: this.layout.length, start: 'unknown', end: null, ...run }
    const plan = planRun(this.layout, whole, (eventId) => this.#positions.get(eventId))
    for (const { first, last, by } of plan.moved) {
      for (const [id, position] of this.#positions) if (first <= position && position <= last) this.#positions.set(id, position + by)
    }
    for (const { eventId, position } of plan.placed) this.#positions.set(eventId, position)
    this.#gaps = plan.layout.flatMap(({ gap }) => (gap === null ? [] : [gap]))
    return this
  }

  /** Without tokens unless asked for. */
  draw(withTokens = false): Drawing {
    const items = [
      ...[...this.#positions].map(([id, position]) => ({ position, text: id.slice(1) })),
      ...this.#gaps.map(({ position, backToken, forwardToken }) => {
        const token = (name: string, value: string | null): string => (withTokens && value !== null ? ` ${name}=${value}` : '')
        return { position, text: `] [gap${token('b', backToken)}${token('f', forwardToken)}] [` }
      }),
    ]
    const line = items.sort((one, other) => one.position - other.position).map(({ text }) => text).join(' ')
    return `[${line}]`.replace(/\s*\]/gu, ']').replace(/\[\s*/gu, '[').replace(/^\[\] |(?<=\]) \[\]$/gu, '').replace(/^\[\]$/u, '')
  }
}
