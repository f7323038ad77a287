import type { PartResult } from './run-part.ts'
import { addTotals, NO_TESTS } from './totals.ts'

/** One line for a part that has ended, and what it said when that is bad news. */
export function reportPart({ part, isGood, totals, seconds, output }: PartResult): void {
  const counts = totals.passed + totals.failed > 0 && part.program === null ? ` (${totals.passed} passed, ${totals.failed} failed)` : ''
  // node:test repeats what failed at the end.
  const badNews = output.slice(Math.max(0, output.indexOf('✖ failing tests:')))
  if (!isGood && badNews !== '') console.log(badNews.trimEnd())
  console.log(`${isGood ? '✔' : '✖'} ${part.name}${counts} ${seconds.toFixed(1)} s`)
}

/**
 * The end of a run: the parts that failed, and the counts alone on the last line. Sets the exit code.
 *
 * @param results of every part that ran
 */
export function reportEnd(results: readonly PartResult[]): void {
  const bad = results.filter((result) => !result.isGood)
  if (bad.length > 0) console.log(`\nfailed: ${bad.map(({ part }) => part.name).join(', ')}`)
  const { passed, failed } = results.map((result) => result.totals).reduce(addTotals, NO_TESTS)
  process.exitCode = bad.length > 0 ? 1 : 0
  console.log(`${passed} passed, ${failed} failed`)
}
