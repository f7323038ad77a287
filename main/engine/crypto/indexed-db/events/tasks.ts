/**
 * The tasks of every IndexedDB of this process, in the order they came. A task dispatches at most one event. After each listener the promises it
 * set going run until none is left, before anything else happens here: that is what keeps a transaction active for code that awaits a request.
 *
 * A browser takes a turn of its event loop for each task. Here many run in one turn, on `process.nextTick`, which Node calls once the microtasks
 * have drained; after a few milliseconds the loop gets its turn, so that nobody starves.
 */
import type { Dispatch } from './dispatch.ts'
import { reportException } from './report-exception.ts'

export interface Task {
  /** Does what comes before the event, and gives it; null when there is nothing to dispatch. */
  begin(): Dispatch | null
  /** All listeners were called and their promises have run. */
  finish(dispatch: Dispatch): void
}

const turnMs = 8
/** Asking for the time costs more than a small task. */
const looksPerClock = 8
const compactAt = 1024

const resolved = Promise.resolve()
const tasks: Task[] = []
let first = 0
let isScheduled = false
let current: { readonly task: Task; readonly dispatch: Dispatch } | null = null
/** When work began in this turn of the event loop. */
let turnBegan: number | null = null
let isWaitingForTurn = false
let looks = 0
let resting: Resting[] = []

export function queueTask(task: Task): void {
  tasks.push(task)
  schedule()
}

/** The same, before all that are waiting. */
export function queueFirst(task: Task): void {
  if (first > 0) tasks[--first] = task
  else tasks.unshift(task)
  schedule()
}

/** What is told when the task that made it has ended. */
export interface Resting {
  rest(): void
}

/** Has `one` told once the promises now under way have run: "cleanup Indexed Database transactions" of the specification. */
export function restAfterMicrotasks(one: Resting): void {
  resting.push(one)
  schedule()
}

function schedule(): void {
  if (isScheduled) return
  isScheduled = true
  // Not `queueMicrotask`: Node wraps what that is given in a resource of its own.
  void resolved.then(nextTick)
}

function nextTick(): void {
  process.nextTick(run)
}

function run(): void {
  isScheduled = false
  try {
    if (step()) schedule()
  } catch (error) {
    reportException(error)
    current = null
    schedule()
  }
}

/** True: a listener was called, or there is more to do. */
function step(): boolean {
  for (;;) {
    letRest()
    if (current !== null) {
      if (current.dispatch.next()) return true
      const { task, dispatch } = current
      current = null
      task.finish(dispatch)
      continue
    }
    const task = tasks[first]
    if (task === undefined) {
      tasks.length = 0
      first = 0
      return false
    }
    if (isTurnOver()) return false
    first += 1
    if (first === compactAt) {
      tasks.splice(0, first)
      first = 0
    }
    const dispatch = task.begin()
    if (dispatch !== null) current = { task, dispatch }
  }
}

function letRest(): void {
  while (resting.length > 0) {
    const those = resting
    resting = []
    for (const one of those) one.rest()
  }
}

/** When it is, the rest goes on in the next turn of the event loop. */
function isTurnOver(): boolean {
  if (isWaitingForTurn) return true
  if (turnBegan !== null && ++looks % looksPerClock !== 0) return false
  const now = performance.now()
  if (turnBegan === null) {
    turnBegan = now
    setImmediate(beginTurn)
  }
  isWaitingForTurn = now - turnBegan >= turnMs
  return isWaitingForTurn
}

function beginTurn(): void {
  turnBegan = null
  if (!isWaitingForTurn) return
  isWaitingForTurn = false
  run()
}
