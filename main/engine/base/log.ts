import { systemClock, type Clock } from './clock.ts'
import { redactFields, redactText } from './redact.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** One line of the log, already free of secrets. `at` is in milliseconds since the epoch, `name` the path of `child` names. */
export type LogEntry = {
  readonly at: number
  readonly level: LogLevel
  readonly name: string
  readonly message: string
  readonly fields?: Readonly<Record<string, unknown>>
}

export type LogSink = (entry: LogEntry) => void

/**
 * What the engine tells its developer. Fields are cleaned of tokens, keys and message bodies before they reach the sink;
 * `message` should be a fixed sentence, with everything that varies in `fields`.
 */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
  /** A log for one part, whose entries carry `parent/name`. */
  child(name: string): Log
}

const rank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

/** A log that hands entries of `level` and above to `sink`. */
export function createLog(sink: LogSink, level: LogLevel, clock: Clock = systemClock): Log {
  return named('', sink, level, clock)
}

function named(name: string, sink: LogSink, least: LogLevel, clock: Clock): Log {
  const at = (level: LogLevel) => (message: string, fields?: Record<string, unknown>) => {
    if (rank[level] < rank[least]) return
    const entry = { at: clock.now(), level, name, message: redactText(message) }
    sink(fields === undefined ? entry : { ...entry, fields: redactFields(fields) })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (childName) => named(name === '' ? childName : `${name}/${childName}`, sink, least, clock),
  }
}

/** Entries as lines of JSON, each handed to `write` with its newline. */
export function lineSink(write: (line: string) => void): LogSink {
  return ({ at, fields, ...rest }) => write(`${JSON.stringify({ at: new Date(at).toISOString(), ...rest, ...fields })}\n`)
}

/** Says nothing; its children neither. */
export const silentLog: Log = createLog(() => undefined, 'error')
