import { createLog, lineSink, type Log, type LogLevel } from '../engine/base/log.ts'

/** A log on standard error, free of secrets. */
export const stderrLog = (level: LogLevel): Log => createLog(lineSink((line) => { process.stderr.write(line) }), level)
