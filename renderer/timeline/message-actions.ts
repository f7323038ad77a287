/** What the user does with messages: one verb, one call. Everything that changes the room is in the outbox before the promise resolves. */
import type { Target, TimelineRow, UserId } from '../../preload/contract/index.ts'
import type { Client } from '../bridge/index.ts'
import type { Say } from '../text/index.ts'
import type { Announcer, NoticeList } from '../ui/index.ts'

type Tools = {
  readonly client: Client
  readonly account: UserId
  readonly notices: NoticeList
  readonly announcer: Announcer
  readonly say: Say
}

/** How long a deletion may take before the user is told that it waits. */
const promptMs = 1500

export class MessageActions {
  readonly #tools: Tools

  constructor(tools: Tools) {
    this.#tools = tools
  }

  /** Adds my reaction with that key, or takes it back. */
  async react(row: TimelineRow, key: string): Promise<void> {
    const { client, account } = this.#tools
    const target = targetOf(row)
    if (target === null) return
    const isMine = row.reactions.some((reaction) => reaction.key === key && reaction.mine)
    await client.attempt(isMine ? 'message.unreact' : 'message.react', { account, target, key, roomId: row.roomId })
  }

  /** While the deletion waits for the network it can be taken back. */
  async remove(row: TimelineRow): Promise<void> {
    const { client, account, notices, say } = this.#tools
    const target = targetOf(row)
    if (target === null) return
    const queued = await client.attempt('message.redact', { account, target, roomId: row.roomId })
    if (queued === null) return
    const { localId } = queued
    const ended = await client.call('outbox.await', { account, localId, timeoutMs: promptMs })
    if (!ended.ok || ended.value.state !== 'waiting') return
    notices.tell(say('message.deletedLater'), {
      label: say('message.undo'),
      run: () => void client.attempt('outbox.cancel', { account, localId }),
    })
  }

  async copy(text: string): Promise<void> {
    const { client, announcer, say } = this.#tools
    if (await client.attempt('app.copy', { text }) !== null) announcer.say(say('message.copied'))
  }

  /** The event as the server sent it; null after the failure was shown. */
  async source(row: TimelineRow): Promise<string | null> {
    const { client, account } = this.#tools
    if (row.eventId === null) return null
    const source = await client.attempt('message.source', { account, eventId: row.eventId, roomId: row.roomId })
    return source?.json ?? null
  }

  async save(row: TimelineRow): Promise<void> {
    const { client, account, announcer, say } = this.#tools
    if (row.eventId === null || row.content.type !== 'attachment') return
    const { name } = row.content.attachment
    const attachment = { account, roomId: row.roomId, eventId: row.eventId, name: name.slice(0, 1024) }
    const saved = await client.attempt('app.saveAttachment', attachment)
    if (saved?.saved === true) announcer.say(say('attachment.saved', { name }))
  }

  async retry(row: TimelineRow): Promise<void> {
    const { client, account } = this.#tools
    if (row.localId !== null) await client.attempt('outbox.retry', { account, localId: row.localId })
  }

  /** Takes something that was not sent out of the outbox. */
  async discard(row: TimelineRow): Promise<void> {
    const { client, account } = this.#tools
    if (row.localId !== null) await client.attempt('outbox.cancel', { account, localId: row.localId })
  }
}

function targetOf(row: TimelineRow): Target | null {
  return row.eventId ?? row.localId
}
