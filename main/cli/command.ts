import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { usageError } from './cli-error.ts'
import type { Context } from './context.ts'

/** What a command says when it is done: the document of `--json`, and the same for people. An empty text prints nothing. */
export type Output = { readonly json: unknown; readonly text: string }

type ValuesOf<Options extends ParseArgsOptionsConfig> = {
  readonly [Name in keyof Options]?: Options[Name] extends { type: 'boolean' } ? boolean
    : Options[Name] extends { multiple: true } ? readonly string[] : string
}

export type CommandInput<Options extends ParseArgsOptionsConfig> = {
  readonly values: ValuesOf<Options>
  readonly positionals: readonly string[]
}

export type CommandParts<Options extends ParseArgsOptionsConfig> = {
  /** What follows `causeway`, one line for each form. */
  readonly usage: readonly string[]
  /** What it does and what its options mean, in lines of help. */
  readonly details: readonly string[]
  readonly options: Options
  /** How many words may follow the command's name. */
  readonly words: readonly [least: number, most: number]
  /** It goes on until it is interrupted, which is its proper end: it waits for `Context.interrupted` itself. */
  readonly goesOn?: true
  /** Undefined: it has printed what there was to print itself. */
  readonly run: (input: CommandInput<Options>, context: Context) => Promise<Output | undefined>
}

/** A command of the terminal program. */
export type Command = Pick<CommandParts<ParseArgsOptionsConfig>, 'usage' | 'details' | 'goesOn'> & {
  /** Reads its part of the command line; throws a usage error. */
  readonly prepare: (args: readonly string[]) => (context: Context) => Promise<Output | undefined>
}

/** Options of every command, which may stand anywhere. */
export const globalOptions = {
  profile: { type: 'string' },
  account: { type: 'string' },
  json: { type: 'boolean' },
  key: { type: 'string' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig

export function defineCommand<const Options extends ParseArgsOptionsConfig>(parts: CommandParts<Options>): Command {
  const { usage, details, words: [least, most] } = parts
  return {
    usage,
    details,
    ...(parts.goesOn === true && { goesOn: true }),
    prepare: (args) => {
      const { values, positionals } = parse(args, { ...globalOptions, ...parts.options })
      if (positionals.length < least || positionals.length > most) {
        throw usageError(`This is how it goes: causeway ${usage.join('\n  or: causeway ')}`)
      }
      // The one place where a type is believed: `parseArgs` read the values by the same table from which `ValuesOf` is made.
      return (context) => parts.run({ values: values as ValuesOf<Options>, positionals }, context)
    },
  }
}

/** Node's own reading of a command line, with its complaints as usage errors. */
export function parse(args: readonly string[], options: ParseArgsOptionsConfig, strict = true): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...args], options, strict, allowPositionals: true, tokens: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw usageError(`${error.message} A text that begins with a dash goes behind "--".`)
  }
}
