import { utilityProcess } from 'electron'
import type { EngineChild } from './engine-child.ts'
import { engineArguments, engineEnvironment } from './engine-flags.ts'

export type UtilityEngine = {
  /** The engine's entry, an absolute path. */
  readonly entry: string
  /** Takes what the engine prints, in pieces as they come. */
  readonly print: (piece: string) => void
}

/** The engine as one of Electron's utility processes, under the Node that is built in. */
export function forkUtilityEngine({ entry, print }: UtilityEngine): EngineChild {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Causeway engine', execArgv: [...engineArguments], env: { ...process.env, ...engineEnvironment }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.on('data', (piece: Buffer) => print(piece.toString('utf8')))
  child.stderr?.on('data', (piece: Buffer) => print(piece.toString('utf8')))
  // Remembered: Electron forgets the id before `exit` is told.
  let pid: number | undefined
  let isUnwanted = false
  const kill = () => {
    isUnwanted = true
    // Electron's own `kill` is a SIGTERM, which a busy engine would only see when it is done.
    if (process.platform === 'win32') child.kill()
    else if (pid !== undefined) killAtOnce(pid)
  }
  child.once('spawn', () => {
    pid = child.pid
    if (isUnwanted) kill()
  })
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code) => resolve(`exit code ${code}`))
  })
  return {
    get pid() { return pid },
    exited,
    post: (message) => child.postMessage(message),
    onMessage: (listener) => { child.on('message', listener) },
    kill,
  }
}

function killAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was gone already, which is what was wanted.
  }
}
