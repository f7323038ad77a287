/**
 * shell: the program around the engine. It owns what only Electron can do: windows and their door to the engine, the engine's process, the
 * two schemes, menu, tray, updates, and the order in which all of it begins and ends. It holds no rooms and no messages, and no window ever
 * gets a key, a token or a path from it. Nobody imports it.
 */
import { app } from 'electron'
import { join } from 'node:path'
import { parseCommandLine, UsageError, type CommandLine } from './command-line.ts'
import { Program } from './program.ts'
import { registerSchemes } from './scheme/register.ts'

/** Starts the program. `dist` is the folder with the builds of all sides. Must run before Electron is ready. */
export function start(dist: string): void {
  // The same under every runtime and packaging: the terminal looks for the profile there too.
  app.setName('Causeway')
  const commandLine = readCommandLine()
  if (commandLine === undefined) return app.exit(2)
  // Chromium's own data, and with it the lock of the single instance, belong to one profile each.
  const { profileDir } = commandLine
  app.setPath('userData', profileDir === undefined ? join(app.getPath('appData'), 'Causeway') : join(profileDir, 'window'))
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  registerSchemes()
  // A page collects what it let go before it has grown by as much again: ten rooms looked at would otherwise hold a hundred megabytes. Not
  // `--optimize-for-size`, which collects as soon but compacts every time and throws compiled code away: a room took half as long again.
  app.commandLine.appendSwitch('js-flags', '--max-semi-space-size=1 --initial-old-space-size=8 --heap-growing-percent=20')
  // Every window asks for the sandbox by itself. This is for whatever else might come to be, and overrules `--no-sandbox`, without which
  // Chromium does not start for root at all.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  const program = new Program({ dist, profileDir: profileDir ?? join(app.getPath('userData'), 'profile'), commandLine })
  program.run().catch((error: unknown) => {
    process.stderr.write(`Causeway could not start: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`)
    app.exit(1)
  })
}

function readCommandLine(): CommandLine | undefined {
  try {
    return parseCommandLine(process.argv, process.cwd())
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n`)
    return undefined
  }
}
