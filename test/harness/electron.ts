import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { buildApp } from '../../scripts/build.ts'
import { resolveElectron, type ElectronRuntime } from '../../scripts/electron-runtime.ts'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { writeDrivenProgram } from './driven-program.ts'
import { processTree, type ProcessInfo } from './processes.ts'

export type AppOptions = {
  /** The profile's folder; the app makes it. */
  readonly profile: string
  /** Added to the environment: the display's and the keychain's, at least. */
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

export type RunningApp = {
  readonly app: ElectronApplication
  /** The first window, with its page loaded. */
  readonly window: Page
  readonly mainProcessId: number
  /** The wall clock in milliseconds when its process was begun: nothing of building or finding it is in what follows. */
  readonly launchedAt: number
  /** The engine's process; rejects when there is none. */
  engineProcess(): Promise<ProcessInfo>
  /** Main, engine, renderers and Chromium's own. */
  processes(): Promise<readonly ProcessInfo[]>
  /** Quits as a person would, so that everything is written. */
  dispose(): Promise<void>
}

const LAUNCH_PATIENCE_MS = 60_000

/** Builds what has changed and starts the app on the runtime this machine has. */
export async function launchApp({ profile, env, args = [] }: AppOptions): Promise<RunningApp> {
  await buildApp()
  const runtime = await resolveElectron()
  const folder = join(ROOT, '.cache', 'driven-program')
  await writeDrivenProgram(folder, ROOT)
  const launchedAt = Date.now()
  const app = await _electron.launch({
    executablePath: runtime.path,
    args: [...chromiumSwitches(), folder, '--profile', profile, ...args],
    cwd: ROOT,
    env: environmentFor(runtime, env),
    timeout: LAUNCH_PATIENCE_MS,
  })
  const mainProcessId = app.process().pid ?? 0
  const processes = (): Promise<readonly ProcessInfo[]> => processTree(mainProcessId)
  try {
    const window = await app.firstWindow({ timeout: LAUNCH_PATIENCE_MS })
    await window.waitForLoadState('domcontentloaded')
    return { app, window, mainProcessId, launchedAt, engineProcess: () => findEngine(processes), processes, dispose: () => app.close() }
  } catch (error) {
    await app.close()
    throw error
  }
}

/** Starts the app as a person would, with nobody driving it, and gives its exit code: for a start beside one that runs already. */
export async function startBeside({ profile, env, args = [] }: AppOptions): Promise<number | null> {
  const runtime = await resolveElectron()
  const child = spawn(runtime.path, [...chromiumSwitches(), ROOT, '--profile', profile, ...args], {
    cwd: ROOT, env: environmentFor(runtime, env), stdio: 'ignore', timeout: LAUNCH_PATIENCE_MS,
  })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : null
}

/** Chromium refuses its sandbox to root, which containers run as, and has no graphics card to use in them. */
export function chromiumSwitches(): readonly string[] {
  return process.getuid?.() === 0 ? ['--disable-gpu', '--no-sandbox'] : ['--disable-gpu']
}

function environmentFor({ engineNode }: ElectronRuntime, env: AppOptions['env']): Record<string, string> {
  return { ...inherited(), ...(engineNode === undefined ? {} : { CAUSEWAY_ENGINE_NODE: engineNode }), ...env }
}

function inherited(): Record<string, string> {
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // Meant for the Node that runs the test.
  return Object.fromEntries(given.filter(([name]) => !name.startsWith('NODE_') && name !== 'ELECTRON_RUN_AS_NODE'))
}

async function findEngine(processes: () => Promise<readonly ProcessInfo[]>): Promise<ProcessInfo> {
  const all = await processes()
  const engine = all.find(({ commandLine }) => /dist[\\/]engine[\\/]index\.mjs|--utility-sub-type=node/.test(commandLine))
  if (engine === undefined) throw new Error(`There is no engine among ${JSON.stringify(all, null, 1)}`)
  return engine
}
