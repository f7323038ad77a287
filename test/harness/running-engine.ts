// The engine without a window: in this process, or in one of its own that can be killed. Both speak the contract to an `EngineClient`.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Engine } from '../../main/engine/api/engine.ts'
import { localChannels } from '../../main/engine/api/local-channel.ts'
import { systemClock, type Clock } from '../../main/engine/base/clock.ts'
import { createLog, lineSink } from '../../main/engine/base/log.ts'
import { engineArguments, engineEnvironment } from '../../main/shell/engine/engine-flags.ts'
import { EngineClient } from './engine-client.ts'
import { eventually } from './eventually.ts'

export type RunningEngine = {
  readonly client: EngineClient
  /** Everything it logged so far, a line each. */
  readonly logged: readonly string[]
  /** Ends it in order. */
  stop(): Promise<void>
}

export type ForkedEngine = RunningEngine & {
  readonly processId: number
  /** What it says of its memory, in bytes. */
  memory(): Promise<NodeJS.MemoryUsage>
  /** Ends it in the middle of whatever it does (SIGKILL), and resolves when it is gone. */
  kill(): Promise<void>
}

/** The key of every test's profile. */
export const engineKey: Uint8Array = new Uint8Array(32).fill(7)
const entry = fileURLToPath(new URL('../../main/engine/index.ts', import.meta.url))
const memoryTeller = new URL('tell-memory.mjs', import.meta.url).href

/** Opens the profile in `dir`, a new one if there is none, and lets its accounts sync and send. */
export async function openEngine(dir: string, clock: Clock = systemClock): Promise<RunningEngine> {
  const logged: string[] = []
  const log = createLog(lineSink((line) => logged.push(line)), 'debug')
  const engine = await Engine.open({ dir, key: engineKey, mode: 'live', clock, log, random: Math.random })
  const [ours, theirs] = localChannels()
  engine.serve(theirs)
  return { client: new EngineClient(ours), logged, stop: () => engine.dispose() }
}

export type LaunchedEngine = ForkedEngine & {
  /** Settles when it has opened the profile, or could not. */
  readonly opened: Promise<unknown>
}

export type EngineProgram = {
  /** What is run, such as the built engine; the sources as they are without it. */
  readonly program?: string
  /** Whether `memory` will be asked for: it costs the start a moment. */
  readonly tellsMemory?: boolean
}

/** The same in a process of its own, with the flags that the shell gives it. */
export async function forkEngine(dir: string, how: EngineProgram = {}): Promise<ForkedEngine> {
  const engine = launchEngine(dir, how)
  try {
    await engine.opened
  } catch (error) {
    await engine.kill()
    throw error
  }
  return engine
}

/** The same, and does not wait until it has opened the profile. */
export function launchEngine(dir: string, { program = entry, tellsMemory = false }: EngineProgram = {}): LaunchedEngine {
  const child = fork(program, [], {
    execArgv: [...engineArguments, ...(tellsMemory ? ['--import', memoryTeller] : [])], env: { ...process.env, ...engineEnvironment },
    serialization: 'advanced', stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  const logged: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => logged.push(piece))
  const exited = once(child, 'exit')
  const client = new EngineClient({
    send: (message) => { child.send(message, () => undefined) },
    isFlowing: true,
    onMessage: (listener) => { child.on('message', listener) },
    onFlowing: () => undefined,
    onClose: (listener) => { child.once('exit', listener) },
    close: () => { if (child.connected) child.disconnect() },
  })
  const opened = client.request('engine.open', { profileDir: dir, key: engineKey })
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  return {
    client,
    logged,
    opened,
    processId: child.pid ?? 0,
    memory: async () => {
      const from = logged.length
      child.kill('SIGUSR2')
      let told: NodeJS.MemoryUsage | null = null
      await eventually('the engine tells of its memory', async () => (told = heldMemory(logged.slice(from).join(''))) !== null)
      if (told === null) throw new Error('The engine did not tell of its memory')
      return told
    },
    stop: async () => {
      if (!isRunning()) return
      await client.request('engine.close', {})
      await exited
    },
    kill: async () => {
      if (isRunning()) child.kill('SIGKILL')
      await exited
    },
  }
}

function heldMemory(said: string): NodeJS.MemoryUsage | null {
  const line = said.split('\n').find((one) => one.startsWith('{"heldMemory"') && one.endsWith('}}'))
  return line === undefined ? null : JSON.parse(line).heldMemory
}
