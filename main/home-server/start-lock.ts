import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from './synapse-process.ts'

const POLL_MS = 100
const TOUCH_MS = 5_000
/** A lock not touched for so long has no owner any more, whatever process has that id today. */
const STALE_MS = 60_000

/**
 * Runs `work` while no other process of this user starts or stops the same server: of two commands at once, the second finds what the
 * first has done. A lock left by a program that was killed is taken over.
 */
export async function oneAtATime<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const file = join(dir, 'start.lock')
  while (!(await tryTake(file))) await pause(POLL_MS)
  // A lock that was taken away meanwhile is its new owner's business.
  const touching = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), TOUCH_MS)
  try {
    return await work()
  } finally {
    clearInterval(touching)
    await rm(file, { force: true })
  }
}

async function tryTake(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  }
  const owner = await ownerOf(file)
  if (owner !== null && !(isAlive(owner) && (await isFresh(file)))) await removeDead(file, owner)
  return false
}

async function isFresh(file: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs < STALE_MS
  } catch {
    // Its owner has just let go of it.
    return false
  }
}

/** Renaming decides which of several waiters removes it; a new owner's lock that a late waiter moved is put back. */
async function removeDead(file: string, owner: number): Promise<void> {
  const aside = `${file}.${process.pid}`
  try {
    await rename(file, aside)
    if ((await ownerOf(aside)) === owner) await rm(aside)
    else await rename(aside, file)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
}

/** Null when the lock is gone, or its owner has not written itself in yet. */
async function ownerOf(file: string): Promise<number | null> {
  try {
    const text = await readFile(file, 'utf8')
    return /^\d+$/.test(text) ? Number(text) : null
  } catch {
    return null
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
