// cli: the terminal program. It reads a command line, has the engine do the work (its own, or that of whoever has the profile open) over
// the contract and nothing else, and prints one result. What it prints with --json and how it ends is a stable surface for other
// programs. It holds no state, and no rule of Matrix is written here.
import { appVersion } from './app-version.ts'
import { CliError, toCliError, usageError } from './cli-error.ts'
import { globalOptions, parse, type Output } from './command.ts'
import { commands } from './commands/index.ts'
import type { Context } from './context.ts'
import { createContext, type GlobalValues } from './create-context.ts'
import { commandHelp, overview } from './help.ts'
import { write } from './terminal.ts'

/** Runs one command line and returns the process's status. Never rejects. */
export async function main(args: readonly string[]): Promise<number> {
  const isJson = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length).includes('--json')
  try {
    return await run(args)
  } catch (error) {
    return complain(await understood(error), isJson)
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { values, tokens = [] } = parse(args, globalOptions, false)
  const word = tokens.find((token) => token.kind === 'positional')
  if (values['version'] === true) return say(appVersion())
  if (word === undefined) {
    if (values['help'] === true) return say(overview())
    throw usageError('Which command? "causeway --help" lists them.')
  }
  const listed = commands.get(word.value)
  if (listed === undefined) throw usageError(`There is no command "${word.value}". "causeway --help" lists them.`)
  const command = await listed.load()
  if (values['help'] === true) return say(commandHelp(command))
  const work = command.prepare(args.toSpliced(word.index, 1))
  return withContext(values, work, command.goesOn === true)
}

type Work = (context: Context) => Promise<Output | undefined>

async function withContext(values: GlobalValues, work: Work, goesOn: boolean): Promise<number> {
  const { context, interruption, dispose } = createContext(values)
  try {
    const done = work(context).then((output) => ({ output }))
    const ended = await (goesOn ? done : Promise.race([done, interruption.then((status) => ({ status }))]))
    if ('status' in ended) return ended.status
    if (ended.output !== undefined) print(ended.output, context.isJson)
    return 0
  } finally {
    await dispose()
  }
}

function print({ json, text }: Output, isJson: boolean): void {
  if (isJson) write(`${JSON.stringify(json)}\n`)
  else if (text !== '') write(`${text}\n`)
}

function say(text: string): number {
  write(`${text}\n`)
  return 0
}

function complain({ exit, code, message }: CliError, isJson: boolean): number {
  process.stderr.write(isJson ? `${JSON.stringify({ error: { code, message } })}\n` : `causeway: ${message}\n`)
  return exit
}

/** Errors of opening the profile in this process are the engine's: read only when there is one. */
async function understood(error: unknown): Promise<CliError> {
  const known = toCliError(error)
  if (known !== undefined) return known
  const { HomeServerError } = await import('../home-server/home-server-error.ts')
  if (error instanceof HomeServerError) return new CliError(1, error.code, error.message, error)
  const { toFailure } = await import('../engine/api/to-failure.ts')
  const { stderrLog } = await import('./log.ts')
  const { code, message } = toFailure(error, stderrLog('error'))
  return new CliError(code === 'offline' || code === 'timeout' ? 4 : 1, code, message, error)
}
