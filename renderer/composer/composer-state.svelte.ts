/**
 * What is being written in one room, for whom and with which files; sends it, keeps it as a draft, tells that somebody writes. Text and
 * files leave only when the outbox has them. While a message is edited, what was being written before waits.
 */
import type { CallInput, EventId, RoomDetailsRow, RoomId, TimelineRow, UserId } from '../../preload/contract/index.ts'
import { markdownOf } from '../body/markdown.ts'
import type { Client } from '../bridge/index.ts'
import type { Say } from '../text/index.ts'
import { draftOf, writtenIn } from './document.ts'
import { DraftKeeper } from './draft-keeper.ts'
import type { Editor } from './editor.ts'
import { takeFiles, takePick, type PendingFile } from './pending-file.ts'
import { planOf, type Purpose, type Step } from './plan.ts'
import { refusalWords } from './refusal-words.ts'
import { TypingNotice } from './typing-notice.ts'

type Tools = {
  readonly client: Client
  readonly account: UserId
  readonly roomId: RoomId
  readonly say: Say
  /** Something of mine is on its way: the timeline shows its end. */
  readonly onSent: () => void
  /** A command that shows nothing in the room was done. */
  readonly onDone: (text: string) => void
}

type Waiting = { readonly text: string; readonly replyTo: EventId | null }

export class ComposerState {
  readonly #tools: Tools
  readonly #drafts: DraftKeeper
  readonly #typing: TypingNotice
  #editor: Editor | null = null
  #waiting: Waiting | null = null
  #purpose = $state.raw<Purpose>({ is: 'write', replyTo: null })
  #edited = $state.raw<TimelineRow | null>(null)
  #files = $state.raw<readonly PendingFile[]>([])
  #problem = $state<string | null>(null)
  #isSending = $state(false)
  #isEmpty = $state(true)
  /** What the editor begins with. */
  readonly firstText: string

  constructor(tools: Tools, draft: RoomDetailsRow['draft']) {
    const { client, account, roomId } = tools
    this.#tools = tools
    this.firstText = draft?.text ?? ''
    this.#purpose = { is: 'write', replyTo: draft?.replyTo ?? null }
    this.#drafts = new DraftKeeper(draft, (next) => void client.call('room.draft', { account, roomId, draft: next }))
    this.#typing = new TypingNotice((isTyping) => void client.call('room.typing', { account, roomId, isTyping }))
  }

  get purpose(): Purpose {
    return this.#purpose
  }

  /** The message that is being edited. */
  get edited(): TimelineRow | null {
    return this.#edited
  }

  get files(): readonly PendingFile[] {
    return this.#files
  }

  /** Why nothing was sent, in one sentence. */
  get problem(): string | null {
    return this.#problem
  }

  get canSend(): boolean {
    return !this.#isSending && (!this.#isEmpty || (this.#files.length > 0 && this.#purpose.is === 'write'))
  }

  get isEmpty(): boolean {
    return this.#isEmpty
  }

  attach(editor: Editor): void {
    this.#editor = editor
    this.#isEmpty = editor.isEmpty
  }

  changed(isEdit: boolean): void {
    const editor = this.#editor
    if (editor === null) return
    this.#isEmpty = editor.isEmpty
    if (!isEdit) return
    this.#problem = null
    this.#typing.changed(editor.isEmpty)
    this.#keepDraft()
  }

  reply(row: TimelineRow): void {
    if (row.eventId === null) return
    if (this.#purpose.is === 'edit') this.cancel()
    this.#purpose = { is: 'write', replyTo: row.eventId }
    this.#keepDraft()
    this.#editor?.focus()
  }

  edit(row: TimelineRow): void {
    const target = row.eventId ?? row.localId
    const editor = this.#editor
    if (target === null || editor === null) return
    if (this.#purpose.is === 'write') this.#waiting = { text: draftOf(editor.doc), replyTo: this.#purpose.replyTo }
    this.#purpose = { is: 'edit', target }
    this.#edited = row
    this.#problem = null
    editor.setText(sourceOf(row))
    editor.focus()
  }

  /** One step back: from an edit to what was written before, from a reply to none. False when there was nothing to cancel. */
  cancel(): boolean {
    if (this.#purpose.is === 'edit') {
      this.#endEdit()
      return true
    }
    if (this.#purpose.replyTo === null) return false
    this.#purpose = { is: 'write', replyTo: null }
    this.#keepDraft()
    return true
  }

  async takeFiles(files: readonly File[]): Promise<void> {
    const { client, say } = this.#tools
    const taken = await takeFiles(client, files, say('composer.pictureName'))
    this.#files = [...this.#files, ...taken.files]
    const [unreadable] = taken.unreadable
    if (unreadable !== undefined) this.#problem = say('composer.cannotRead', { name: unreadable })
    this.#editor?.focus()
  }

  async pickFiles(): Promise<void> {
    const { client } = this.#tools
    const picked = await client.attempt('app.pickFiles', {})
    const taken = await Promise.all((picked ?? []).map((file) => takePick(client, file)))
    this.#files = [...this.#files, ...taken]
    this.#editor?.focus()
  }

  removeFile(key: string): void {
    this.#files = this.#files.filter((file) => file.key !== key)
    this.#editor?.focus()
  }

  async send(): Promise<void> {
    const editor = this.#editor
    if (editor === null || this.#isSending) return
    const { account, roomId, say } = this.#tools
    const content = { written: writtenIn(editor.doc), attachments: this.#files, purpose: this.#purpose }
    const plan = planOf(content, { account, roomId })
    if (!plan.ok) {
      this.#problem = refusalWords(plan.refusal, say)
      return
    }
    this.#isSending = true
    this.#problem = null
    editor.startSending()
    for (const [at, step] of plan.steps.entries()) {
      if (!await this.#take(step)) break
      // The text went with the first step.
      if (at === 0) this.#sent(editor)
    }
    editor.keep()
    this.#isSending = false
  }

  /** The room is left: nothing of what was written is lost. */
  leave(): void {
    this.#typing.stop()
    this.#drafts.flush()
  }

  async #take(step: Step): Promise<boolean> {
    const { client, say, onSent, onDone } = this.#tools
    const outcome = await client.call(step.call, step.call === 'message.sendFile' ? await this.#withThumbnail(step) : step.input)
    if (!outcome.ok) {
      this.#problem = outcome.failure.message
      return false
    }
    if (step.call === 'message.sendFile') this.#files = this.#files.filter((file) => file.key !== step.key)
    if (step.call === 'room.invite') onDone(say('composer.invited', { name: step.input.userId }))
    if (step.call === 'room.join') onDone(say('composer.joining', { name: step.input.room }))
    if (step.call === 'message.send' || step.call === 'message.sendFile') onSent()
    return true
  }

  /** It was begun when the file came; only who is very quick waits for it. */
  async #withThumbnail({ input, key }: Extract<Step, { call: 'message.sendFile' }>): Promise<CallInput<'message.sendFile'>> {
    const thumbnail = await this.#files.find((file) => file.key === key)?.thumbnail
    return thumbnail ? { ...input, thumbnail } : input
  }

  #sent(editor: Editor): void {
    this.#typing.stop()
    if (this.#purpose.is === 'edit') return this.#endEdit()
    editor.takeOut()
    this.#purpose = { is: 'write', replyTo: null }
    this.#keepDraft()
    this.#drafts.flush()
  }

  #endEdit(): void {
    this.#purpose = { is: 'write', replyTo: this.#waiting?.replyTo ?? null }
    this.#edited = null
    this.#problem = null
    this.#editor?.keep()
    this.#editor?.setText(this.#waiting?.text ?? '')
    this.#waiting = null
  }

  #keepDraft(): void {
    if (this.#editor === null || this.#purpose.is !== 'write') return
    this.#drafts.changed({ text: draftOf(this.#editor.doc), replyTo: this.#purpose.replyTo })
  }
}

/** What a message was written as, as far as it can be known. */
function sourceOf(row: TimelineRow): string {
  if (row.content.type === 'text') return markdownOf(row.content.body)
  if (row.content.type === 'attachment' && row.content.attachment.caption !== null) return markdownOf(row.content.attachment.caption)
  return row.plain
}
