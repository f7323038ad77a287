// `npm test`: makes the machine ready and runs everything: the checks, the integration tests against a real Synapse, and the end-to-end
// tests in a real Electron. `npm test -- integration` or `npm test -- e2e` runs that part alone. The last line is the counts.
import { runChecks } from './check.ts'
import { END_TO_END, INTEGRATION, type Part } from './check/parts.ts'
import { reportEnd, reportPart } from './check/report.ts'
import { runPart, type PartResult } from './check/run-part.ts'
import { buildApp } from './build.ts'
import { ensureParts, PARTS } from './set-up/parts.ts'
import { say } from './set-up/say.mjs'
import { SHARED_SYNAPSE_VARIABLE, startSynapse } from '../test/harness/synapse.ts'

/** Servers and windows are slow to start on a busy machine. */
const PATIENCE = { testMs: 4 * 60_000, partMs: 30 * 60_000 }

const wanted = process.argv.slice(2)
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name)

// A part that cannot be had fails those tests that need it, each with its own reason.
await ensureParts(PARTS)
const results: PartResult[] = isWanted('checks') ? [...(await runChecks())] : []
if (isWanted(INTEGRATION.name) || isWanted(END_TO_END.name)) {
  results.push(...(await runWithServer([INTEGRATION, END_TO_END].filter(({ name }) => isWanted(name)))))
}
reportEnd(results)

/** One Synapse serves all files; the app is built once before them. */
async function runWithServer(parts: readonly Part[]): Promise<readonly PartResult[]> {
  say('building the app and starting a home server')
  await buildApp()
  const synapse = await startSynapse()
  try {
    const ended: PartResult[] = []
    for (const part of parts) {
      // End-to-end tests share the machine's processors with a whole browser each.
      const concurrency = part === END_TO_END ? 1 : 2
      const env = { [SHARED_SYNAPSE_VARIABLE]: synapse.dir }
      const result = await runPart(part, { isStreamed: true, concurrency, env, patience: PATIENCE, isForced: true, triesAgain: true })
      reportPart(result)
      ended.push(result)
    }
    return ended
  } finally {
    await synapse.dispose()
  }
}
