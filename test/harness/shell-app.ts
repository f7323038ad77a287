// The built shell and preload around an engine and a page that tests can play with. What is tested is the border between them, so it does
// not wait for, or break with, the real ones.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import type { Bridge } from '../../preload/contract/index.ts'
import { buildApp } from '../../scripts/build.ts'
import { resolveElectron } from '../../scripts/electron-runtime.ts'
import { ROOT } from '../../scripts/set-up/dependencies.mjs'
import { writeDrivenProgram } from './driven-program.ts'
import { processTree, type ProcessInfo } from './processes.ts'

/** What scripts find that run in the page, or in main (`told`). */
declare global {
  var causeway: Bridge
  var heard: (readonly [view: string, diff: unknown])[]
  var told: string[]
  var steps: Record<string, () => unknown>
  var strangerUrl: string
  var wanted: string
}

export type ShellAppOptions = {
  /** An empty folder, for the program itself and its profile. */
  readonly folder: string
  /** Added to the environment: the display's, at least. */
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

export type ShellApp = {
  readonly app: ElectronApplication
  readonly window: Page
  readonly profile: string
  readonly mainProcessId: number
  processes(): Promise<readonly ProcessInfo[]>
  /** What the engine noted, a line each. */
  diary(): Promise<readonly string[]>
  /** What the program printed. */
  printed(): string
}

const patienceMs = 60_000
const keyArguments = ['--key', 'env:SHELL_TEST_PASSPHRASE']

/** Starts it, with a profile that a passphrase opens. Starting it again over the same folder is a second start. */
export async function launchShellApp({ folder, env, args = keyArguments }: ShellAppOptions): Promise<ShellApp> {
  const profile = join(folder, 'profile')
  const { executablePath, arguments: given, environment } = await shellProgram({ folder, env, args, isDriven: true })
  const app = await _electron.launch({ executablePath, args: [...given], cwd: folder, env: environment, timeout: patienceMs })
  let printed = ''
  app.process().stderr?.on('data', (piece: Buffer) => { printed += piece.toString() })
  const window = await app.firstWindow({ timeout: patienceMs })
  await window.waitForSelector('h1')
  const mainProcessId = app.process().pid ?? 0
  return {
    app, window, profile, mainProcessId,
    processes: () => processTree(mainProcessId),
    diary: async () => (await readFile(join(profile, 'engine-diary.txt'), 'utf8').catch(() => '')).split('\n').filter(Boolean),
    printed: () => printed,
  }
}

export type ShellProgram = {
  readonly executablePath: string
  readonly arguments: readonly string[]
  readonly environment: Record<string, string>
}

/** Puts the program together, once for each folder, and says how it is started: `isDriven` by Playwright, or by itself. */
export async function shellProgram(
  { folder, env, args = keyArguments, isDriven = false }: ShellAppOptions & { readonly isDriven?: boolean },
): Promise<ShellProgram> {
  const program = join(folder, 'program')
  if (!existsSync(program)) await assemble(program)
  const runtime = await resolveElectron()
  // Chromium refuses its sandbox to root, which containers run as.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  // A camera and a microphone that are there, whoever may have them.
  const switches = ['--disable-gpu', '--use-fake-device-for-media-stream', ...sandbox]
  // What is meant for the Node that runs the test stays with it.
  const inherited = Object.entries(process.env).flatMap(([name, value = '']) => name.startsWith('NODE_') ? [] : [[name, value]])
  return {
    executablePath: runtime.path,
    arguments: [...switches, isDriven ? join(program, 'driven') : program, '--profile', join(folder, 'profile'), ...args],
    environment: {
      ...Object.fromEntries(inherited),
      ...(runtime.engineNode === undefined ? {} : { CAUSEWAY_ENGINE_NODE: runtime.engineNode }),
      SHELL_TEST_PASSPHRASE: 'open sesame',
      ...env,
    },
  }
}

async function assemble(program: string): Promise<void> {
  await buildApp(['main', 'preload'])
  const played = join(import.meta.dirname, 'shell-app')
  for (const side of ['main', 'preload', 'engine', 'renderer']) await mkdir(join(program, 'dist', side), { recursive: true })
  await writeFile(join(program, 'package.json'), JSON.stringify({ name: 'causeway', version: '0.0.1', main: 'dist/main/index.cjs' }))
  await writeDrivenProgram(join(program, 'driven'), program)
  for (const side of ['main', 'preload']) await copyFile(join(ROOT, 'dist', side, 'index.cjs'), join(program, 'dist', side, 'index.cjs'))
  await copyFile(join(played, 'engine.mjs'), join(program, 'dist', 'engine', 'index.mjs'))
  for (const file of ['index.html', 'page.css', 'page.js']) await copyFile(join(played, file), join(program, 'dist', 'renderer', file))
  await symlink(join(ROOT, 'node_modules'), join(program, 'node_modules'))
}
