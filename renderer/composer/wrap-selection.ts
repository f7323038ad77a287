import { TextSelection, type Command } from 'prosemirror-state'

/** Puts a Markdown sign on both sides of the selection, or takes it away where it is there already. */
export function wrapSelection(sign: string): Command {
  return ({ tr, selection, doc }, dispatch) => {
    const { from, to, $from, $to } = selection
    if (!$from.sameParent($to)) return false
    const size = sign.length
    const isWrapped =
      doc.textBetween(Math.max($from.start(), from - size), from) === sign && doc.textBetween(to, Math.min($to.end(), to + size)) === sign
    if (dispatch === undefined) return true
    const change = isWrapped ? tr.delete(to, to + size).delete(from - size, from) : tr.insertText(sign, to).insertText(sign, from)
    const start = isWrapped ? from - size : from + size
    dispatch(change.setSelection(TextSelection.create(change.doc, start, start + to - from)).scrollIntoView())
    return true
  }
}
