import { readdir, readFile } from 'node:fs/promises'

export type ProcessInfo = {
  readonly processId: number
  readonly parentId: number
  readonly commandLine: string
  /** Memory that is its own and in RAM, in bytes: what ending it would give back. */
  readonly memory: number
}

/** A process and everything it has started, itself first. Linux only, as the machines that test are. */
export async function processTree(root: number): Promise<readonly ProcessInfo[]> {
  const all = (await Promise.all((await processIds()).map(inspect))).filter((process) => process !== null)
  const tree = all.filter(({ processId }) => processId === root)
  for (const parent of tree) tree.push(...all.filter(({ parentId }) => parentId === parent.processId))
  return tree
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
    }
  } catch {
    // It ended while it was looked at, or belongs to somebody else.
    return null
  }
}

function number(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0)
}
