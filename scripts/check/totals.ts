// A node:test reporter that writes nothing but the final counts and the files that failed, as one line of JSON: for programs that add up several runs.
import type { TestEvent } from 'node:test/reporters'
import { isRecord, ownNumber, ownStrings } from '../../main/engine/base/json.ts'

export type Totals = { readonly passed: number; readonly failed: number }

export const NO_TESTS: Totals = { passed: 0, failed: 0 }

export function addTotals(a: Totals, b: Totals): Totals {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed }
}

/** Reads what the reporter wrote; null when the run ended before it could. */
export function parseTotals(text: string): Totals | null {
  const value: unknown = text === '' ? null : JSON.parse(text)
  if (!isRecord(value)) return null
  const passed = ownNumber(value, 'passed')
  const failed = ownNumber(value, 'failed')
  return passed === undefined || failed === undefined ? null : { passed, failed }
}

/** The test files in which something failed, as the reporter wrote them. */
export function parseFailedFiles(text: string): readonly string[] {
  const value: unknown = text === '' ? null : JSON.parse(text)
  return isRecord(value) ? ownStrings(value, 'failedFiles') ?? [] : []
}

/** Called by node:test with every event of a run. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const failedFiles: string[] = []
  for await (const event of events) {
    if (event.type !== 'test:summary') continue
    const { file, success, counts: { passed, tests } } = event.data
    // One comes for each file, with its name; the last one is for all.
    if (file !== undefined) {
      if (!success) failedFiles.push(file)
      continue
    }
    // A test that was cancelled or did not run has not passed.
    yield JSON.stringify({ passed, failed: tests - passed, failedFiles })
  }
}
