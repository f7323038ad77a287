import { fork } from 'node:child_process'
import type { EngineChild } from './engine-child.ts'
import { engineArguments, engineEnvironment } from './engine-flags.ts'

export type ForkedEngine = {
  /** The engine's entry, an absolute path. */
  readonly entry: string
  /** The Node program that runs it. */
  readonly node: string
  /** Takes what the engine prints, in pieces as they come. */
  readonly print: (piece: string) => void
}

/** The engine under a Node of its own: for a runtime whose built-in Node is too old to run it. */
export function forkEngine({ entry, node, print }: ForkedEngine): EngineChild {
  const child = fork(entry, [], {
    execPath: node, execArgv: [...engineArguments], env: { ...process.env, ...engineEnvironment },
    serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  child.stdout?.setEncoding('utf8').on('data', print)
  child.stderr?.setEncoding('utf8').on('data', print)
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
    // Without a process there is no `exit`; with one, an error of the channel is followed by it.
    child.on('error', (error) => { if (child.pid === undefined) resolve(`could not be started: ${error.message}`) })
  })
  return {
    get pid() { return child.pid },
    exited,
    // With a callback a closed channel is reported there instead of thrown.
    post: (message) => { child.send(message as object, () => undefined) },
    onMessage: (listener) => { child.on('message', listener) },
    kill: () => { child.kill('SIGKILL') },
  }
}
