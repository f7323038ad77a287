#!/usr/bin/env node
// The entry of the terminal program. What was compiled once is kept, so that a short command starts quickly.
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { forgiveClosedOutput } = await import('./terminal.ts')
const { main } = await import('./main.ts')

forgiveClosedOutput()
const status = await main(process.argv.slice(2))
// A pipe is written to as long as its reader takes it: ending at once could cut off what was printed.
process.stdout.write('', () => process.exit(status))
