import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

export type BackgroundOptions = {
  readonly env?: NodeJS.ProcessEnv
  /** Written to its standard input, which is then closed. */
  readonly input?: string
}

/** A program that runs beside the test until it is disposed. Its first line of output is how it says that it is ready. */
export class BackgroundProcess {
  readonly #child: ChildProcess
  readonly #name: string
  #output = ''

  constructor(command: string, args: readonly string[], { env, input }: BackgroundOptions = {}) {
    this.#name = command
    this.#child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output = (this.#output + chunk).slice(-8_000)
      })
    }
    this.#child.stdin?.on('error', () => {
      // It ended without reading; `firstLine` reports that with what it said.
    })
    this.#child.stdin?.end(input ?? '')
  }

  get processId(): number {
    return this.#child.pid ?? 0
  }

  /** The first line on its standard output; rejects with what it said when it ends or cannot start before that. */
  async firstLine(): Promise<string> {
    let standardOutput = ''
    return new Promise((resolve, reject) => {
      this.#child.stdout?.on('data', (chunk: string) => {
        standardOutput += chunk
        const end = standardOutput.indexOf('\n')
        if (end >= 0) resolve(standardOutput.slice(0, end).trim())
      })
      this.#child.on('error', (error) => reject(new Error(`${this.#name} could not be started: ${error.message}`)))
      this.#child.on('exit', (code) => reject(new Error(`${this.#name} ended (exit ${code}): ${this.#output}`)))
    })
  }

  async dispose(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }
}
