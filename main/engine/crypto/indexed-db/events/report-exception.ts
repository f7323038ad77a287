/**
 * A browser tells its window of what a listener throws and goes on. A program on Node has no such place: the error becomes an uncaught
 * exception of the process, on a stack of its own, so that whoever is listening for those decides. Nothing is swallowed.
 */
export function reportException(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
