import type { EngineCallName, EngineCalls } from '../../../preload/contract/calls.ts'
import type { UserId } from '../../../preload/contract/ids.ts'
import type { AccountRow } from '../../../preload/contract/rows/account-row.ts'
import type { EngineViewName, EngineViews } from '../../../preload/contract/views.ts'
import type { Engine } from '../../engine/api/engine.ts'
import { CliError, usageError } from '../cli-error.ts'
import { attach, type Attachment, type AttachOptions } from './attach.ts'
import { OwnerLeft } from './call-failed.ts'
import type { WatchListener } from './rpc-client.ts'

/** Asking these twice does no harm, so they are asked again of the next owner when one leaves. */
const repeatable: ReadonlySet<EngineCallName> = new Set([
  'account.discover', 'account.list', 'account.catchUp', 'room.list', 'room.find', 'room.resolve', 'room.members', 'timeline.list',
  'message.source', 'message.download', 'outbox.list', 'outbox.await', 'settings.get',
  'encryption.status', 'recovery.status', 'device.list', 'history.download', 'history.stop',
])

/** One command's work with the engine, over whichever process has the profile at the moment. */
export class EngineSession {
  readonly #options: AttachOptions
  #attachment: Attachment
  #attaching: Promise<Attachment> | undefined

  private constructor(options: AttachOptions, attachment: Attachment) {
    this.#options = options
    this.#attachment = attachment
  }

  static async open(options: AttachOptions): Promise<EngineSession> {
    return new EngineSession(options, await attach(options))
  }

  /** Where the profile is open in this very process. */
  get engine(): Engine | undefined {
    return this.#attachment.engine
  }

  /** Rejects with `CallFailed`, or with `OwnerLeft` when the owner ended in the middle of something that cannot be asked twice. */
  async call<Name extends EngineCallName>(name: Name, input: EngineCalls[Name]['in']): Promise<EngineCalls[Name]['out']> {
    for (;;) {
      const attachment = this.#attachment
      try {
        return await attachment.client.call(name, input)
      } catch (error) {
        if (!(error instanceof OwnerLeft) || (error.wasBegun && !repeatable.has(name))) throw error
        await this.#attachAgain(attachment)
      }
    }
  }

  /** Looks until the view, or the process that serves it, is gone. */
  async watch<Name extends EngineViewName>(view: Name, input: EngineViews[Name]['in'], listener: WatchListener<Name>): Promise<void> {
    for (;;) {
      const attachment = this.#attachment
      try {
        return await attachment.client.watch(view, input, listener)
      } catch (error) {
        if (!(error instanceof OwnerLeft)) throw error
        await this.#attachAgain(attachment)
      }
    }
  }

  /** The account that is meant: the one named, or the only one. */
  async account(named: string | undefined): Promise<AccountRow> {
    const rows = await this.call('account.list', {})
    if (rows.length === 0) throw new CliError(3, 'not-signed-in', 'Nobody is signed in here yet: use "causeway login" first.')
    if (named === undefined) {
      const [only, ...others] = rows
      if (only !== undefined && others.length === 0) return only
      throw usageError(`Several accounts are signed in here. Say which one with --account: ${rows.map(({ userId }) => userId).join(', ')}`)
    }
    const found = rows.find(({ userId }) => userId === named)
    if (found === undefined) throw new CliError(3, 'not-signed-in', `${named} is not signed in here: use "causeway login" first.`)
    return found
  }

  /** As `account`, for commands that only need the id. */
  async accountId(named: string | undefined): Promise<UserId> {
    return (await this.account(named)).userId
  }

  async close(): Promise<void> {
    await this.#attachment.dispose()
  }

  async #attachAgain(left: Attachment): Promise<void> {
    if (this.#attachment !== left) return
    // Several calls may lose their owner at once.
    this.#attaching ??= left.dispose().then(() => attach(this.#options)).finally(() => { this.#attaching = undefined })
    this.#attachment = await this.#attaching
  }
}
