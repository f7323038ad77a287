import { spawn } from 'node:child_process'

/** What a command wrote is kept up to this many characters from its end: enough to say why it failed. */
const KEPT_CHARACTERS = 4_000

/** A command ended with something else than 0, or could not be started (`exitCode` is null). */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number | null
  /** The end of what it wrote on both of its outputs. */
  readonly output: string

  constructor(command: string, exitCode: number | null, output: string) {
    const lastLine = output.trim().split('\n').at(-1) ?? ''
    super(`${command} ${exitCode === null ? 'could not be started' : `failed (exit ${exitCode})`}${lastLine === '' ? '' : `: ${lastLine}`}`)
    this.exitCode = exitCode
    this.output = output
  }
}

export type CommandOptions = {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  /** Each line of output as it comes, for showing progress. */
  readonly onLine?: (line: string) => void
}

/** Runs a command to its end, without a shell and without standard input; resolves with its standard output, trimmed. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { cwd, env, signal, onLine } = options
    const child = spawn(command, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] })
    let standardOutput = ''
    let everything = ''
    let line = ''
    const collect = (chunk: string): void => {
      everything = (everything + chunk).slice(-KEPT_CHARACTERS)
      if (onLine === undefined) return
      const lines = (line + chunk).split('\n')
      line = lines.pop() ?? ''
      for (const complete of lines) onLine(complete)
    }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      standardOutput += chunk
      collect(chunk)
    })
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => {
      reject(signal?.aborted === true ? error : new CommandError(command, null, error.message))
    })
    child.on('close', (code) => {
      if (code === 0) resolve(standardOutput.trim())
      else reject(new CommandError(command, code ?? -1, everything))
    })
  })
}
