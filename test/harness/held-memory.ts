import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Bytes of objects and buffers that are still held. What waits to be collected does not count: when that happens is nobody's promise, and a
 * limit on the whole process fails on a busy machine.
 */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  // Buffers found dead by one collection are given back by the next.
  for (let times = 0; times < 2; times += 1) collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
