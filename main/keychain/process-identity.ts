import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** A process, told apart from a later one with the same number. Fit for a file name. */
export type ProcessIdentity = { readonly pid: number; readonly birth: string }

/** What stands for a birth that the system does not tell: then the number alone has to do. */
const unknown = 'unknown'

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, birth: await birthOf(process.pid) ?? unknown }
}

/** Whether that very process still runs; one that has ended but was not yet collected by its parent does not. In doubt it does. */
export async function isRunning({ pid, birth }: ProcessIdentity): Promise<boolean> {
  if (!exists(pid)) return false
  const now = await birthOf(pid)
  return now === birth || now === unknown || (now !== undefined && birth === unknown)
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Any other refusal comes from a process that is there.
    return !isCode(error, 'ESRCH')
  }
}

/** Undefined when there is no such process. */
function birthOf(pid: number): Promise<string | undefined> {
  switch (process.platform) {
    case 'linux': return birthOnLinux(pid)
    case 'darwin': return birthOnMac(pid)
    default: return Promise.resolve(unknown)
  }
}

/** Clock ticks from the start of the computer to that of the process, and which start of the computer. */
async function birthOnLinux(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')])
    // proc_pid_stat(5). The name in parentheses may hold anything, parentheses included; after it come field 3, the state, and so on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, ticks] = [fields[0], fields[19]]
    if (ticks === undefined) return unknown
    return state === 'Z' || state === 'X' ? undefined : `${boot.slice(0, 8)}-${ticks}`
  } catch (error) {
    return isCode(error, 'ENOENT') || isCode(error, 'ESRCH') ? undefined : unknown
  }
}

function birthOnMac(pid: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C', TZ: 'UTC' } }, (error, output) => {
      const birth = output.trim().replace(/[^0-9A-Za-z]+/g, '-')
      if (birth !== '') resolve(birth)
      // Nothing and status 1: no such process.
      else resolve(error?.code === 1 ? undefined : unknown)
    })
  })
}

const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code
