import type { Outcome } from '../../../preload/contract/index.ts'
import type { Clock } from '../../engine/base/clock.ts'
import { Emitter } from '../../engine/base/emitter.ts'
import type { Log } from '../../engine/base/log.ts'
import { SerialQueue } from '../../engine/base/queue.ts'
import type { EngineChild, StartEngine } from './engine-child.ts'
import { EngineLink } from './engine-link.ts'
import { LockedError, refusal, StartError, statusOfRefusal, type EngineStatus } from './engine-status.ts'
import { RestartBudget } from './restart-budget.ts'

export type SupervisorParts = {
  readonly start: StartEngine
  /** No process is begun before; the key is asked for meanwhile. */
  readonly mayStart?: Promise<unknown>
  /** The profile's key of 32 bytes, from the keychain or a passphrase; throws `LockedError`. */
  readonly unlock: (passphrase: string | undefined) => Promise<Uint8Array>
  readonly profileDir: string
  readonly clock: Clock
  readonly log: Log
  /** How long the engine may take to write what it holds when it is asked to stop. */
  readonly closeTimeoutMs?: number
}

const sentences = {
  unopened: 'Causeway could not open its data. The log in the profile’s folder says why.',
  unstarted: 'Causeway’s engine could not be started. Install Causeway again if this stays.',
  crashing: 'Causeway’s engine stopped again and again. Start it again; if that does not help, look into the log in the profile’s folder.',
}

type Running = { readonly child: EngineChild; readonly link: EngineLink }

/**
 * Keeps one engine running: starts it, hands it the profile's key by message, starts it again when it crashed, and stops it in an orderly
 * way. There is never more than one engine of a profile, and none after `stop`. The key is kept in memory for the restart.
 */
export class EngineSupervisor {
  readonly onStatus: Emitter<EngineStatus>
  readonly #parts: SupervisorParts
  readonly #budget: RestartBudget
  // One change of state at a time. `stop` does not queue: it must get through to an engine that takes its time to open.
  readonly #turns = new SerialQueue()
  readonly #stopping = new AbortController()
  #status: EngineStatus = { engine: 'starting' }
  #running: Running | undefined
  #key: Uint8Array | undefined

  constructor(parts: SupervisorParts) {
    this.#parts = parts
    this.#budget = new RestartBudget(parts.clock)
    this.onStatus = new Emitter(parts.log)
  }

  get status(): EngineStatus {
    return this.#status
  }

  /** The way to the engine while it is ready. */
  get link(): EngineLink | undefined {
    return this.#status.engine === 'ready' ? this.#running?.link : undefined
  }

  /**
   * Starts what is not running; a passphrase replaces the keychain. Also the way out of the locked state. Resolves when it is settled how
   * it stands: `status` tells.
   */
  start(passphrase?: string): Promise<void> {
    return this.#turn(async () => {
      if (this.#status.engine === 'ready') return
      await this.#bringUp('starting', passphrase)
    })
  }

  /** Ends what runs, in an orderly way, and starts anew with a clean record. */
  restart(): Promise<void> {
    return this.#turn(async () => {
      this.#budget.reset()
      this.#change({ engine: 'restarting' })
      await this.#takeDown()
      await this.#bringUp('restarting', undefined)
    })
  }

  /** Waits while the engine starts or restarts. */
  async request(method: string, params: unknown): Promise<Outcome<unknown>> {
    for (;;) {
      const refused = refusal(this.#status)
      if (refused !== undefined) return refused
      if (this.link !== undefined) return this.link.request(method, params)
      await this.#nextStatus()
    }
  }

  /** Lets the engine write what it holds, and ends it. Nothing of it runs afterwards. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#stopping.abort()
    this.#change({ engine: 'stopped' })
    await this.#takeDown()
    this.#key?.fill(0)
    this.#key = undefined
  }

  #turn(job: () => Promise<void>): Promise<void> {
    return this.#turns.run(async () => {
      try {
        if (!this.#isStopping) await job()
      } catch (error) {
        this.#parts.log.error('The engine could not be started', { error })
        this.#change({ engine: 'failed', message: sentences.unstarted })
      }
    })
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  async #bringUp(as: 'starting' | 'restarting', passphrase: string | undefined): Promise<void> {
    this.#change({ engine: as })
    // Its process begins while the key is asked for: loading the program takes about as long as a keychain's answer.
    const [running, key] = await Promise.all([this.#begin(), this.#unlock(passphrase)])
    if (running === undefined || this.#running !== running) return
    const { child, link } = running
    // It has opened nothing, so there is nothing to be ended in order.
    if (key === undefined) return this.#endAtOnce(child)
    const { profileDir, log } = this.#parts
    const opened = await link.request('engine.open', { profileDir, key })
    if (this.#running?.child !== child) return
    if (opened.ok) {
      log.info('The engine is ready', { pid: child.pid })
      return this.#change({ engine: 'ready' })
    }
    log.warn('The engine could not open the profile', { code: opened.failure.code, reason: opened.failure.message })
    // Asked for again the next time: the keychain may have another one by then.
    this.#key = undefined
    await this.#takeDown()
    this.#change(statusOfRefusal(opened.failure))
  }

  async #begin(): Promise<Running | undefined> {
    const { start, mayStart, log } = this.#parts
    if (mayStart !== undefined) await mayStart
    if (this.#isStopping) return undefined
    // Between here and the assignment below nothing waits, so that `stop` never misses a process.
    const child = start()
    // Heard before the link hears it: its calls end when the status says already that the engine is away.
    void child.exited.then((how) => this.#onExit(child, how))
    const running = { child, link: new EngineLink(child, log) }
    this.#running = running
    return running
  }

  async #unlock(passphrase: string | undefined): Promise<Uint8Array | undefined> {
    try {
      this.#key ??= await this.#parts.unlock(passphrase)
      return this.#key
    } catch (error) {
      if (error instanceof LockedError) this.#change({ engine: 'locked', lock: error.lock })
      else {
        this.#parts.log.error('The key could not be had', { error })
        this.#change({ engine: 'failed', message: error instanceof StartError ? error.message : sentences.unopened })
      }
      return undefined
    }
  }

  /** Ends the running engine; its exit is no crash. */
  async #takeDown(): Promise<void> {
    const running = this.#running
    if (running === undefined) return
    this.#running = undefined
    const waited = new AbortController()
    const tooLong = this.#parts.clock.sleep(this.#parts.closeTimeoutMs ?? 10_000, waited.signal).catch(() => undefined)
    await Promise.race([running.link.request('engine.close', {}), tooLong])
    waited.abort()
    running.child.kill()
    await running.child.exited
  }

  async #endAtOnce(child: EngineChild): Promise<void> {
    this.#running = undefined
    child.kill()
    await child.exited
  }

  #onExit(child: EngineChild, how: string): void {
    if (this.#running?.child !== child) return
    this.#running = undefined
    this.#parts.log.error('The engine stopped by itself', { how })
    const delay = this.#budget.spend()
    if (delay === undefined) return this.#change({ engine: 'failed', message: sentences.crashing })
    this.#change({ engine: 'restarting' })
    void this.#turn(() => this.#comeBack(delay))
  }

  async #comeBack(delay: number): Promise<void> {
    await this.#parts.clock.sleep(delay, this.#stopping.signal).catch(() => undefined)
    // Somebody may have started it by hand meanwhile.
    if (this.#isStopping || this.#running !== undefined) return
    await this.#bringUp('restarting', undefined)
  }

  #nextStatus(): Promise<void> {
    return new Promise((resolve) => {
      const off = this.onStatus.on(() => {
        off()
        resolve()
      })
    })
  }

  #change(status: EngineStatus): void {
    if (this.#status.engine === 'stopped') return
    this.#status = status
    this.onStatus.emit(status)
  }
}
