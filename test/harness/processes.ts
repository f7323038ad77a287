import { readdir, readFile } from 'node:fs/promises'

export type ProcessInfo = {
  readonly processId: number
  readonly parentId: number
  readonly commandLine: string
  /** Memory that is its own and in RAM, in bytes: what ending it would give back. */
  readonly memory: number
  /** The same with its share of what several processes have together (PSS), in bytes: those of a tree add up to what the tree takes. */
  readonly share: number
  /** What of it and of what it shares is in RAM now, and the most that ever was, in bytes. */
  readonly resident: number
  readonly peak: number
}

/** What Linux counts a process's time in, on every machine that it tests on. */
const ticksPerSecond = 100

/** A process and everything it has started, itself first. Linux only, as the machines that test are. */
export async function processTree(root: number): Promise<readonly ProcessInfo[]> {
  const all = (await Promise.all((await processIds()).map(inspect))).filter((process) => process !== null)
  const tree = all.filter(({ processId }) => processId === root)
  for (const parent of tree) tree.push(...all.filter(({ parentId }) => parentId === parent.processId))
  return tree
}

/** Seconds that these processes have run on a processor since they began, those that have ended left out. */
export async function processorSeconds(processIds: readonly number[]): Promise<number> {
  const times = await Promise.all(processIds.map(async (processId) => {
    // Behind the name, which may hold anything: fields 14 and 15 of proc(5) are ticks in user and in kernel mode.
    const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
  }))
  return times.reduce((sum, time) => sum + time, 0)
}

/** Resolves when the process has ended. */
export async function untilEnded(processId: number): Promise<void> {
  while ((await inspect(processId)) !== null) await new Promise((resolve) => setTimeout(resolve, 20))
}

async function processIds(): Promise<readonly number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
}

async function inspect(processId: number): Promise<ProcessInfo | null> {
  try {
    const [status, commandLine, rollup] = await Promise.all([
      readFile(`/proc/${processId}/status`, 'utf8'),
      readFile(`/proc/${processId}/cmdline`, 'utf8'),
      readFile(`/proc/${processId}/smaps_rollup`, 'utf8'),
    ])
    if (/^State:\s+[ZX]/m.test(status)) return null
    return {
      processId,
      parentId: number(status, /^PPid:\s+(\d+)/m),
      commandLine: commandLine.replaceAll('\0', ' ').trim(),
      memory: (number(rollup, /^Private_Clean:\s+(\d+)/m) + number(rollup, /^Private_Dirty:\s+(\d+)/m)) * 1_024,
      share: number(rollup, /^Pss:\s+(\d+)/m) * 1_024,
      resident: number(rollup, /^Rss:\s+(\d+)/m) * 1_024,
      peak: number(status, /^VmHWM:\s+(\d+)/m) * 1_024,
    }
  } catch {
    // It ended while it was looked at, or belongs to somebody else.
    return null
  }
}

function number(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0)
}
