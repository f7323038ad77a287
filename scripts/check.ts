// `npm run check -- [part…]`: everything that needs no server and no window, two at a time. A part is named by any of its words:
// `npm run check -- lint`, `npm run check -- types`, `npm run check -- unit rules`.
import { availableParallelism } from 'node:os'
import { CHECKS, type Part } from './check/parts.ts'
import { reportEnd, reportPart } from './check/report.ts'
import { runPart, type PartResult } from './check/run-part.ts'

/** Runs the parts, as many at a time as there are processors, and reports each as it ends. */
export async function runChecks(parts: readonly Part[] = CHECKS): Promise<readonly PartResult[]> {
  const waiting = [...parts]
  const results: PartResult[] = []
  const work = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const result = await runPart(part)
      reportPart(result)
      results.push(result)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return results
}

if (import.meta.main) {
  const wanted = process.argv.slice(2)
  const parts = CHECKS.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.split(' ').includes(word)))
  if (parts.length === 0) {
    console.error(`there is no part named ${wanted.join(' ')}; there are: ${CHECKS.map(({ name }) => name).join(', ')}`)
    process.exit(2)
  }
  reportEnd(await runChecks(parts))
}
