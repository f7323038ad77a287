import type { EngineChild } from '../../main/shell/engine/engine-child.ts'

/** One message that main posted to the engine. */
export type Posted = { readonly id: number; readonly method: string; readonly params: Readonly<Record<string, unknown>> }

/** An engine process without a process: it keeps what it is sent, and says and does what the test wants. */
export class FakeEngine implements EngineChild {
  readonly pid: number
  readonly exited: Promise<string>
  readonly posted: Posted[] = []
  isKilled = false
  readonly #listeners: ((message: unknown) => void)[] = []
  readonly #answers: Answers
  #exit: (how: string) => void = () => undefined

  constructor(pid: number, answers: Answers) {
    this.pid = pid
    this.#answers = answers
    this.exited = new Promise((resolve) => { this.#exit = resolve })
  }

  post(message: unknown): void {
    const posted = message as Posted
    this.posted.push(posted)
    const answer = this.#answers[posted.method]
    if (answer === undefined) return
    const value = answer(posted.params, this)
    if (value !== undefined) this.say({ jsonrpc: '2.0', id: posted.id, ...value })
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listeners.push(listener)
  }

  kill(): void {
    this.isKilled = true
    this.#exit('signal SIGKILL')
  }

  /** Ends by itself. */
  crash(): void {
    this.#exit('exit code 134')
  }

  say(message: unknown): void {
    for (const listener of this.#listeners) listener(message)
  }

  batch(watch: number, seq: number, diffs: readonly unknown[]): void {
    this.say({ jsonrpc: '2.0', method: 'batch', params: { watch, seq, diffs, head: {} } })
  }

  /** What was asked with one method, oldest first. */
  asked(method: string): readonly Posted[] {
    return this.posted.filter((message) => message.method === method)
  }

  answer(message: Posted, result: unknown): void {
    this.say({ jsonrpc: '2.0', id: message.id, result })
  }
}

type RpcError = { readonly code: number; readonly message: string; readonly data: unknown }
export type Answer = { readonly result: unknown } | { readonly error: RpcError }
/** By method; undefined leaves the question open for the test to answer. */
export type Answers = Readonly<Record<string, (params: Readonly<Record<string, unknown>>, engine: FakeEngine) => Answer | undefined>>

export const refuse = (code: string, message: string): Answer => ({ error: { code: -32000, message, data: { code, message } } })

/** Starts fake engines one after another and keeps them in order. */
export class FakeEngines {
  readonly all: FakeEngine[] = []
  answers: Answers

  constructor(answers: Answers = {}) {
    this.answers = { 'engine.open': () => ({ result: {} }), 'engine.close': () => ({ result: {} }), ...answers }
  }

  readonly start = (): FakeEngine => {
    const engine = new FakeEngine(this.all.length + 1, this.answers)
    this.all.push(engine)
    return engine
  }

  get last(): FakeEngine {
    const engine = this.all.at(-1)
    if (engine === undefined) throw new Error('No engine was started')
    return engine
  }
}

/** Lets everything go on that waits for nothing but promises. */
export const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
