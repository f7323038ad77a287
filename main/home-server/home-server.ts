// A Matrix homeserver on this computer: a real Synapse in an environment of its own. It owns one data folder, listens on 127.0.0.1 only,
// and goes on running when the program that started it ends. It never federates, and never touches a server it did not make.
// Invariants: the server name and the port are chosen once; the data folder is only ever added to; secrets are readable by the owner alone.
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { register, signOut, type RegisteredAccount } from './accounts.ts'
import { configurationFile, homeserverYaml, logConfigurationFile, logFile, logYaml, urlOf } from './configuration.ts'
import { HomeServerError } from './home-server-error.ts'
import { ensureSynapse, findSynapse } from './installation.ts'
import { freePort, isPortFree } from './port.ts'
import { oneAtATime } from './start-lock.ts'
import { createState, readState, writePrivately, type ServerState } from './state.ts'
import { findProcess, isAlive, spawnSynapse, stopProcess } from './synapse-process.ts'

export type HomeServerOptions = {
  /** The data folder; made when it does not exist. */
  readonly dir: string
  /** Only for a new server: `localhost` unless given. */
  readonly serverName?: string
  /** Only for a new server: a free one unless given. */
  readonly port?: number
  /** Without rate limits, for tests and made-up worlds. */
  readonly testing?: boolean
  /** Registration files of application services, such as bridges; read at each start. */
  readonly applicationServices?: readonly string[]
  /** Told what takes long, in sentences for people. */
  readonly onProgress?: (sentence: string) => void
}

export type HomeServerStatus = {
  /** Null before the first start. */
  readonly url: string | null
  readonly running: boolean
  /** Synapse's version; null when it is not installed. */
  readonly version: string | null
}

export interface HomeServer {
  /** Installs Synapse unless it is installed. `start` does it too. */
  install(): Promise<void>
  /** Starts the server unless it runs, and resolves when it answers. */
  start(): Promise<HomeServerStatus & { readonly url: string }>
  /** Stops it in order; what it holds is kept. */
  stop(): Promise<HomeServerStatus>
  status(): Promise<HomeServerStatus>
  /** Makes an account on the running server and gives its user id. */
  addUser(name: string, password: string): Promise<string>
  /** The same, but stays signed in: for programs that act as that person. */
  register(name: string, password: string, options?: { readonly isAdmin?: boolean }): Promise<RegisteredAccount>
}

const ANSWER_POLL_MS = 100
/** A first start makes the database's tables: seconds on a laptop, longer on a busy one. */
const ANSWER_PATIENCE_MS = 90_000

/** The home server in `dir`. Opening does nothing yet: methods fail with a `HomeServerError`. */
export function openHomeServer(options: HomeServerOptions): HomeServer {
  const dir = resolve(options.dir)
  const { onProgress = () => {} } = options

  async function status(): Promise<HomeServerStatus> {
    const state = await readState(dir)
    return {
      url: state === null ? null : urlOf(state.port),
      running: (await findProcess(dir)) !== null,
      version: findSynapse()?.version ?? null,
    }
  }

  async function start(): Promise<HomeServerStatus & { readonly url: string }> {
    const installation = await ensureSynapse({ onProgress })
    await mkdir(dir, { recursive: true, mode: 0o700 })
    return oneAtATime(dir, async () => {
      const state = (await readState(dir)) ?? (await createServer(dir, options))
      const url = urlOf(state.port)
      if ((await findProcess(dir)) === null) {
        if (!(await isPortFree(state.port))) throw portTaken(state.port)
        await writeConfiguration(dir, state, options)
        onProgress('starting the home server')
        await waitUntilAnswers({ dir, url, processId: await spawnSynapse(installation, dir) })
      }
      return { url, running: true, version: installation.version }
    })
  }

  async function registerAccount(name: string, password: string, { isAdmin = false } = {}): Promise<RegisteredAccount> {
    const state = await readState(dir)
    if (state === null || (await findProcess(dir)) === null) {
      throw new HomeServerError('not-running', 'The home server is not running. Start it first: causeway home-server start')
    }
    return register({ url: urlOf(state.port), registrationSecret: state.registrationSecret, name, password, isAdmin })
  }

  return {
    install: async () => void (await ensureSynapse({ onProgress })),
    start,
    stop: async () => {
      if (existsSync(dir)) await oneAtATime(dir, () => stopProcess(dir))
      return status()
    },
    status,
    addUser: async (name, password) => {
      const account = await registerAccount(name, password)
      const { url } = await status()
      if (url !== null) await signOut(url, account)
      return account.userId
    },
    register: registerAccount,
  }
}

async function createServer(dir: string, { serverName = 'localhost', port }: HomeServerOptions): Promise<ServerState> {
  return createState(dir, { serverName, port: port ?? (await freePort()) })
}

/** Written at each start, so that a newer Causeway's settings reach an older server. */
async function writeConfiguration(dir: string, state: ServerState, options: HomeServerOptions): Promise<void> {
  const { testing = false, applicationServices = [] } = options
  await writePrivately(configurationFile(dir), homeserverYaml({ dir, state, testing, applicationServices }))
  await writePrivately(logConfigurationFile(dir), logYaml(dir))
  await appendFile(logFile(dir), `${startLine}\n`, { mode: 0o600 })
}

const startLine = '--- start ---'

type Starting = { readonly dir: string; readonly url: string; readonly processId: number }

async function waitUntilAnswers({ dir, url, processId }: Starting): Promise<void> {
  const deadline = Date.now() + ANSWER_PATIENCE_MS
  while (Date.now() < deadline) {
    if (!isAlive(processId)) throw new HomeServerError('start-failed', `The home server ended by itself: ${await lastWords(dir)}`)
    if (await answers(url)) return
    await pause(ANSWER_POLL_MS)
  }
  await stopProcess(dir)
  throw new HomeServerError('start-failed', `The home server did not answer in ${ANSWER_PATIENCE_MS / 1_000} seconds. See ${logFile(dir)}`)
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_matrix/client/versions`)).ok
  } catch {
    // Nobody listens yet.
    return false
  }
}

/** The last line Synapse wrote since this start: its reason, when it gave one. */
async function lastWords(dir: string): Promise<string> {
  const log = await readFile(logFile(dir), 'utf8')
  const lines = log.slice(log.lastIndexOf(startLine) + startLine.length).trim().split('\n')
  return lines.at(-1) || `no reason given; see ${logFile(dir)}`
}

function portTaken(port: number): HomeServerError {
  return new HomeServerError('port-taken', `Another program has taken port ${port}, the home server's own. Stop that program first.`)
}
