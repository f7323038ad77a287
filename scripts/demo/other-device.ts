import type { UserId, VerificationRow } from '../../preload/contract/index.ts'
import type { EngineClient } from '../../test/harness/engine-client.ts'
import { openEngine, type RunningEngine } from '../../test/harness/running-engine.ts'
import { openTempFolder, type TempFolder } from '../../test/harness/temp-folder.ts'
import { PASSWORD } from './world/inhabitants.ts'
import { VIEWER } from './world/script.ts'

/** The viewer's laptop: Causeway without a window, which verifies the window's device and is verified by it. */
export class OtherDevice {
  readonly #engine: RunningEngine
  readonly #folder: TempFolder
  readonly #account: UserId

  private constructor(engine: RunningEngine, folder: TempFolder, account: UserId) {
    this.#engine = engine
    this.#folder = folder
    this.#account = account
  }

  static async signIn(url: string, deviceName: string): Promise<OtherDevice> {
    const folder = await openTempFolder()
    const engine = await openEngine(folder.path)
    const { userId } = await engine.client.call('account.login', { homeserver: url, user: VIEWER, password: PASSWORD, deviceName })
    return new OtherDevice(engine, folder, userId)
  }

  /** Says yes to the verification that the window asks for. */
  async accept(): Promise<void> {
    const flowId = await this.#untilState('asked')
    await this.#client.call('verification.accept', { account: this.#account, flowId })
  }

  async startEmoji(): Promise<void> {
    const flowId = await this.#untilState('ready')
    await this.#client.call('verification.startEmoji', { account: this.#account, flowId })
  }

  async confirmEmoji(): Promise<void> {
    const flowId = await this.#untilState('emoji')
    await this.#client.call('verification.confirm', { account: this.#account, flowId, matches: true })
  }

  async dispose(): Promise<void> {
    await this.#engine.stop()
    await this.#folder.dispose()
  }

  get #client(): EngineClient {
    return this.#engine.client
  }

  async #untilState(state: string): Promise<string> {
    const watched = await this.#client.watch('verifications', { account: this.#account })
    // What friends ask concerns the window.
    const isIt = (row: VerificationRow): boolean => row.isSelf && row.state === state
    const rows = await watched.until((all) => all.some(isIt))
    await watched.stop()
    return rows.find(isIt)?.flowId ?? ''
  }
}
