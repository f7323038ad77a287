/**
 * The text field: a ProseMirror view over `document.ts`. Knows keys, pasting and the look of Markdown; what sending or completing means is
 * told to it. The text is never taken away before it is safe: `takeOut` removes what was sent and leaves what was typed meanwhile.
 */
import { baseKeymap, splitBlock } from 'prosemirror-commands'
import { history, redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { Slice, type Node } from 'prosemirror-model'
import { EditorState, Selection, type Transaction } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { documentOf, fragmentOf, schema } from './document.ts'
import { markdownLook } from './markdown-look.ts'
import { triggerBefore, type Trigger } from './trigger.ts'
import { wrapSelection } from './wrap-selection.ts'

export type EditorEvents = {
  /** After every change of text or selection. `isEdit`: the user changed the text. */
  readonly onChange: (isEdit: boolean) => void
  /** Before the editor's own keys; true when the key is dealt with. */
  readonly onKey: (event: KeyboardEvent) => boolean
  readonly onFiles: (files: readonly File[]) => void
  /** Attributes of the field, asked for at every change. */
  readonly attributes: () => Record<string, string>
}

export class Editor {
  readonly #view: EditorView
  readonly #events: EditorEvents
  /** Where what is being sent ends, while more is typed after it. */
  #sentEnd: number | null = null

  constructor(place: HTMLElement, text: string, events: EditorEvents) {
    this.#events = events
    this.#view = new EditorView(
      { mount: place },
      {
        state: stateOf(documentOf(text)),
        dispatchTransaction: (transaction) => this.#apply(transaction),
        handleKeyDown: (_view, event) => events.onKey(event),
        handlePaste: (_view, event) => this.#paste(event),
        handleDrop: (_view, event) => hasFiles(event.dataTransfer),
        clipboardTextSerializer: (slice) =>
          slice.content.textBetween(0, slice.content.size, '\n', (node) => node.type.spec.leafText?.(node) ?? ''),
        attributes: ({ doc }) => ({ ...events.attributes(), ...(isEmptyDocument(doc) ? { 'data-empty': '' } : {}) }),
      },
    )
  }

  get doc(): Node {
    return this.#view.state.doc
  }

  get isEmpty(): boolean {
    return isEmptyDocument(this.doc)
  }

  /** What the characters before the caret ask to complete. */
  get trigger(): Trigger | null {
    const { $from, empty } = this.#view.state.selection
    if (!empty) return null
    return triggerBefore($from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc'), $from.index(0) === 0)
  }

  /** Replaces everything, not as an edit of the user's; the caret goes to the end. */
  setText(text: string): void {
    const { state } = this.#view
    const transaction = state.tr.replaceWith(0, state.doc.content.size, documentOf(text).content)
    this.#view.dispatch(transaction.setSelection(Selection.atEnd(transaction.doc)).setMeta(isQuiet, true))
  }

  insertText(text: string): void {
    this.#view.dispatch(this.#view.state.tr.insertText(text).scrollIntoView())
    this.focus()
  }

  /** Puts something in the place of the last characters before the caret. */
  replaceBefore(length: number, content: string | { readonly userId: string; readonly name: string }): void {
    const { state } = this.#view
    const end = state.selection.from
    const nodes = typeof content === 'string' ? [schema.text(content)] : [schema.node('mention', content), schema.text(' ')]
    this.#view.dispatch(state.tr.replaceWith(end - length, end, nodes).scrollIntoView())
    this.focus()
  }

  newLine(): void {
    splitBlock(this.#view.state, (transaction) => this.#view.dispatch(transaction.scrollIntoView()))
  }

  /** From now on it is known where the text of this moment ends, until `takeOut` or `keep`. */
  startSending(): void {
    // Inside of the last line, so that what is typed on after it counts as coming later.
    this.#sentEnd = this.doc.content.size - 1
  }

  /** Removes what was there at `startSending`. It does not come back with "undo", where it would be sent again by mistake. */
  takeOut(): void {
    const rest = this.doc.slice(this.#sentEnd ?? this.doc.content.size).content
    this.#sentEnd = null
    const isMore = rest.childCount > 0 && rest.textBetween(0, rest.size, '\n', '\ufffc').trim() !== ''
    this.#view.updateState(stateOf(isMore ? schema.node('doc', null, rest) : documentOf('')))
    this.#events.onChange(false)
  }

  keep(): void {
    this.#sentEnd = null
  }

  focus(): void {
    this.#view.focus()
  }

  /** The attributes are asked for again. */
  refresh(): void {
    this.#view.setProps({})
  }

  dispose(): void {
    this.#view.destroy()
  }

  #apply(transaction: Transaction): void {
    if (this.#sentEnd !== null) this.#sentEnd = transaction.mapping.map(this.#sentEnd, -1)
    this.#view.updateState(this.#view.state.apply(transaction))
    this.#events.onChange(transaction.docChanged && transaction.getMeta(isQuiet) === undefined)
  }

  /** Text is pasted as text: what looked like format elsewhere would not be what is sent. */
  #paste(event: ClipboardEvent): boolean {
    const files = [...event.clipboardData?.files ?? []]
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (files.length > 0 && text === '') this.#events.onFiles(files)
    else if (text !== '') this.#view.dispatch(this.#view.state.tr.replaceSelection(new Slice(fragmentOf(text), 1, 1)).scrollIntoView())
    return files.length > 0 || text !== ''
  }
}

const isQuiet = 'quiet'

function isEmptyDocument(doc: Node): boolean {
  return doc.childCount === 1 && doc.firstChild?.content.size === 0
}

/** Dropped files are taken by the whole conversation. */
function hasFiles(transfer: DataTransfer | null): boolean {
  return (transfer?.files.length ?? 0) > 0
}

function stateOf(doc: Node): EditorState {
  return EditorState.create({
    doc,
    selection: Selection.atEnd(doc),
    plugins: [
      history(),
      keymap({
        'Mod-z': undo, 'Mod-Shift-z': redo, 'Mod-y': redo,
        'Mod-b': wrapSelection('**'), 'Mod-i': wrapSelection('*'), 'Mod-e': wrapSelection('`'), 'Mod-Shift-x': wrapSelection('~~'),
      }),
      keymap(baseKeymap),
      markdownLook,
    ],
  })
}
