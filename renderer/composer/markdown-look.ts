import type { Node } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { markdownRanges } from './markdown-ranges.ts'

/** Shows Markdown's formats while they are written: classes `look-strong`, `look-marker`, … on the text. */
export const markdownLook: Plugin<DecorationSet> = new Plugin<DecorationSet>({
  state: {
    init: (_config, { doc }) => decorationsOf(doc),
    apply: (transaction, before) => transaction.docChanged ? decorationsOf(transaction.doc) : before,
  },
  props: {
    decorations: (state) => markdownLook.getState(state),
  },
})

function decorationsOf(doc: Node): DecorationSet {
  const lines: string[] = []
  const starts: number[] = []
  doc.forEach((line, offset) => {
    lines.push(line.textBetween(0, line.content.size, undefined, '\ufffc'))
    starts.push(offset + 1)
  })
  const decorations = markdownRanges(lines).flatMap((ranges, at) => {
    const start = starts[at] ?? 0
    return ranges
      .filter(({ from, to }) => from < to)
      .map(({ from, to, look }) => Decoration.inline(start + from, start + to, { class: `look-${look}` }))
  })
  return DecorationSet.create(doc, decorations)
}
