import { join } from 'node:path'
import { createLog, lineSink, type Log } from '../engine/base/log.ts'
import { redactText } from '../engine/base/redact.ts'
import { openLogFile } from './log-file.ts'

export type Logs = {
  /** Main's own. */
  readonly main: Log
  /** Takes what the engine prints, in pieces as they come. */
  readonly printEngine: (piece: string) => void
}

/** Logs in the profile's folder, and on standard error too while developing. Secrets are taken out before a line is written. */
export function openLogs(profileDir: string, isDevelopment: boolean): Logs {
  const writeMain = openLogFile({ path: join(profileDir, 'logs', 'main.log') })
  const writeEngine = openLogFile({ path: join(profileDir, 'logs', 'engine.log') })
  const echo = (line: string) => { if (isDevelopment) process.stderr.write(line) }
  const main = createLog(lineSink((line) => { writeMain(line); echo(line) }), isDevelopment ? 'debug' : 'info')
  const printEngine = wholeLines((line) => {
    const clean = `${redactText(line)}\n`
    writeEngine(clean)
    echo(clean)
  })
  return { main, printEngine }
}

const longestLine = 64 * 1024

/** Cuts a stream of text into its lines, so that no secret is missed for lying across two pieces. */
export function wholeLines(onLine: (line: string) => void): (piece: string) => void {
  let rest = ''
  return (piece) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    if (rest.length <= longestLine) return
    onLine(rest)
    rest = ''
  }
}
