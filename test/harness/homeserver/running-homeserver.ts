import { join } from 'node:path'
import { BackgroundProcess } from '../background-process.ts'
import { controlPath, type Facts, type TrafficOrder } from './server/control.ts'
import type { Count } from './server/counters.ts'
import type { FaultRule } from './server/faults.ts'
import type { HomeserverOptions } from './server/homeserver.ts'

type Options = Omit<HomeserverOptions, 'clock'>

/** The synthetic homeserver in a process of its own, so that its work is not the measured one's. */
export class RunningHomeserver {
  readonly url: string
  readonly #process: BackgroundProcess

  private constructor(url: string, process: BackgroundProcess) {
    this.url = url
    this.#process = process
  }

  static async start(options: Options): Promise<RunningHomeserver> {
    // What is made is let go at once: a small nursery keeps the process small.
    const child = new BackgroundProcess(process.execPath, [
      '--max-semi-space-size=8', join(import.meta.dirname, 'main.ts'), JSON.stringify(options),
    ], { env: process.env })
    try {
      return new RunningHomeserver(await child.firstLine(), child)
    } catch (error) {
      await child.dispose()
      throw error
    }
  }

  async facts(): Promise<Facts> {
    return this.#order('GET', 'facts')
  }

  async counters(): Promise<Readonly<Record<string, Count>>> {
    return this.#order('GET', 'counters')
  }

  async clearCounters(): Promise<void> {
    await this.#order('DELETE', 'counters')
  }

  async fault(rule: FaultRule): Promise<void> {
    await this.#order('POST', 'faults', rule)
  }

  async heal(): Promise<void> {
    await this.#order('DELETE', 'faults')
  }

  async forgetPositions(): Promise<void> {
    await this.#order('POST', 'forget-positions')
  }

  async startTraffic(order: TrafficOrder): Promise<void> {
    await this.#order('POST', 'traffic', order)
  }

  /** Gives how many events were made in all. */
  async stopTraffic(): Promise<number> {
    const { made } = await this.#order<{ readonly made: number }>('DELETE', 'traffic')
    return made
  }

  dispose(): Promise<void> {
    return this.#process.dispose()
  }

  async #order<Result = unknown>(method: string, order: string, body?: object): Promise<Result> {
    const response = await fetch(`${this.url}${controlPath}${order}`, {
      method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!response.ok) throw new Error(`The homeserver refused an order: ${method} ${order}`)
    return await response.json() as Result
  }
}
