// A lock between processes: one file that holds the owner's process id. Two set-ups started at once take turns instead of writing over
// each other, and a lock whose owner was killed is taken over. The owner touches the file now and then: process ids are used again, and
// after a restart a living process with that id proves nothing. Plain JavaScript for Node 20, because it guards `npm ci` itself.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const POLL_MS = 200
const TOUCH_MS = 5_000
/** A lock not touched for so long has no owner any more. */
const STALE_MS = 60_000

/**
 * Runs `work` while this process holds the lock at `file`, waiting for another live owner first.
 *
 * @template T
 * @param {string} file
 * @param {{ onWait: () => void, work: () => Promise<T> }} options `onWait` is called once, when another process has the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, { onWait, work }) {
  mkdirSync(dirname(file), { recursive: true })
  let hasWaited = false
  while (!tryTake(file)) {
    if (!hasWaited) onWait()
    hasWaited = true
    await pause(POLL_MS)
  }
  // A lock that was taken away meanwhile is its new owner's business.
  const touching = setInterval(() => utimes(file, new Date(), new Date(), () => {}), TOUCH_MS)
  try {
    return await work()
  } finally {
    clearInterval(touching)
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function tryTake(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const owner = ownerOf(file)
  if (owner === null || (isAlive(owner) && isFresh(file))) return false
  // Renaming decides which of several waiters removes the dead owner's lock. A new owner's lock, moved by a late waiter, is put back.
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (ownerOf(aside) === owner) rmSync(aside)
    else renameSync(aside, file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  return false
}

/**
 * The owner's process id; null when the file is gone or not yet written.
 *
 * @param {string} file
 */
function ownerOf(file) {
  try {
    const text = readFileSync(file, 'utf8')
    return /^\d+$/.test(text) ? Number(text) : null
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** @param {string} file */
function isFresh(file) {
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  return touched !== undefined && Date.now() - touched < STALE_MS
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
