/**
 * Where Markdown gives text a look, for drawing it while it is written. An approximation on purpose: what is sent is worked out by the
 * engine from the whole text; here a wrong guess only dims a star.
 */
export type MarkdownRange = {
  readonly from: number
  readonly to: number
  /** `marker`: the signs themselves, dimmed. The rest name the look of what they enclose. */
  readonly look: 'marker' | 'strong' | 'em' | 'strike' | 'code' | 'quote' | 'heading' | 'fence'
}

type Pair = { readonly pattern: RegExp; readonly look: MarkdownRange['look'] }

/** Code first: inside of it nothing else counts. Each pattern has the groups `open` and `close`. */
const pairs: readonly Pair[] = [
  { pattern: /(?<open>`+)(?!`)[^`]+(?<close>\k<open>)(?!`)/gu, look: 'code' },
  { pattern: /(?<open>\*\*|__)(?=\S)(?:.*?\S)(?<close>\k<open>)/gu, look: 'strong' },
  { pattern: /(?<open>~~)(?=\S)(?:.*?\S)(?<close>~~)/gu, look: 'strike' },
  { pattern: /(?<![\w*])(?<open>\*)(?![\s*])(?:[^*]*[^\s*])(?<close>\*)(?![\w*])/gu, look: 'em' },
  { pattern: /(?<![\w_])(?<open>_)(?![\s_])(?:[^_]*[^\s_])(?<close>_)(?![\w_])/gu, look: 'em' },
]

/** The ranges of each line; `from` and `to` count UTF-16 units of that line. */
export function markdownRanges(lines: readonly string[]): readonly (readonly MarkdownRange[])[] {
  let fence: string | null = null
  return lines.map((line) => {
    const mark: string | undefined = /^(?:```|~~~)/u.exec(line)?.[0]
    const whole = (look: MarkdownRange['look']): MarkdownRange => ({ from: 0, to: line.length, look })
    if (mark !== undefined && (fence === null || fence === mark)) {
      fence = fence === null ? mark : null
      return [whole('fence'), whole('marker')]
    }
    if (fence !== null) return [whole('fence')]
    return rangesOfLine(line)
  })
}

function rangesOfLine(line: string): readonly MarkdownRange[] {
  const ranges: MarkdownRange[] = []
  const block = /^(?<quote>>\s?)|^(?<heading>#{1,6}\s)/u.exec(line)
  if (block !== null && line.length > block[0].length) {
    ranges.push({ from: 0, to: line.length, look: block.groups?.['quote'] === undefined ? 'heading' : 'quote' })
    ranges.push({ from: 0, to: block[0].length, look: 'marker' })
  }
  let rest = line
  for (const { pattern, look } of pairs) {
    for (const match of rest.matchAll(pattern)) {
      const [from, to] = [match.index, match.index + match[0].length]
      const open = match.groups?.['open']?.length ?? 0
      ranges.push({ from, to, look }, { from, to: from + open, look: 'marker' }, { from: to - open, to, look: 'marker' })
      // Code's inside and all markers are spent: they are nobody else's.
      rest = look === 'code' ? blank(rest, from, to) : blank(blank(rest, from, from + open), to - open, to)
    }
  }
  return ranges
}

/** A letter, so that neighbouring signs still see a word there. */
const blank = (text: string, from: number, to: number): string => text.slice(0, from) + 'x'.repeat(to - from) + text.slice(to)
