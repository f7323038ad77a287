// The running server: a process of its own that outlives the program which started it. A file in the data folder holds its process id,
// and every look at that file checks that the process is alive and really this server.
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runCommand } from './command.ts'
import { configurationFile, logFile } from './configuration.ts'
import type { SynapseInstallation } from './installation.ts'

const STOP_POLL_MS = 50
/** Synapse writes what it holds and closes its connections; longer than this, something hangs. */
const STOP_PATIENCE_MS = 15_000

/** The id of the server's process, or null when it does not run. */
export async function findProcess(dir: string): Promise<number | null> {
  let text: string
  try {
    text = await readFile(processFile(dir), 'utf8')
  } catch {
    // No file: it was stopped in order, or never started.
    return null
  }
  const processId = Number(text)
  return Number.isSafeInteger(processId) && processId > 0 && (await isServer(processId, dir)) ? processId : null
}

/** Starts Synapse detached, with its output at the end of the log, and returns its process id without waiting for it to answer. */
export async function spawnSynapse({ python }: SynapseInstallation, dir: string): Promise<number> {
  const output = openSync(logFile(dir), 'a', 0o600)
  try {
    const args = ['-m', 'synapse.app.homeserver', '-c', configurationFile(dir)]
    const child = spawn(python, args, { cwd: dir, detached: true, stdio: ['ignore', output, output] })
    const processId = await new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('spawn', () => resolve(child.pid ?? 0))
    })
    child.unref()
    await writeFile(processFile(dir), String(processId), { mode: 0o600 })
    return processId
  } finally {
    closeSync(output)
  }
}

/** Ends the server in order; by force when it does not end by itself. Does nothing when it does not run. */
export async function stopProcess(dir: string): Promise<void> {
  const processId = await findProcess(dir)
  if (processId !== null) {
    process.kill(processId, 'SIGTERM')
    if (!(await ends(processId, dir))) {
      process.kill(processId, 'SIGKILL')
      await ends(processId, dir)
    }
  }
  await rm(processFile(dir), { force: true })
}

/** Waits for the server's end. Asks whether it is still the server, because a process nobody has buried keeps its id. */
async function ends(processId: number, dir: string): Promise<boolean> {
  const deadline = Date.now() + STOP_PATIENCE_MS
  while (await isServer(processId, dir)) {
    if (Date.now() > deadline) return false
    await pause(STOP_POLL_MS)
  }
  return true
}

/** Whether a process with this id exists. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch {
    return false
  }
}

/** Process ids are used again: the one in the file may by now be anybody's. */
async function isServer(processId: number, dir: string): Promise<boolean> {
  if (!isAlive(processId)) return false
  try {
    return (await commandLineOf(processId)).includes(configurationFile(dir))
  } catch {
    // The process ended between the two looks.
    return false
  }
}

async function commandLineOf(processId: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${processId}/cmdline`, 'utf8')
  if (process.platform === 'win32') {
    const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${processId}').CommandLine`
    return runCommand('powershell', ['-NoProfile', '-Command', query])
  }
  return runCommand('ps', ['-o', 'command=', '-p', String(processId)])
}

function processFile(dir: string): string {
  return join(dir, 'homeserver.pid')
}
