import { engineCallGuards, type EngineCallName, type EngineCalls } from '../../../preload/contract/calls.ts'
import { badParams } from './rpc-refusal.ts'

/** What answers every call of a table; a missing or misspelt one does not compile. Inputs have passed their guard. */
export type HandlersOf<Table extends { readonly [Name in keyof Table]: { readonly in: unknown; readonly out: unknown } }> = {
  readonly [Name in keyof Table]: (input: Table[Name]['in']) => Table[Name]['out'] | Promise<Table[Name]['out']>
}

/** Answers one call, after its input has passed its guard; throws `RpcRefusal` when it has not, and what the handler throws. */
export type AnswerCall =
  <Name extends EngineCallName>(name: Name, input: unknown) => EngineCalls[Name]['out'] | Promise<EngineCalls[Name]['out']>

export function answerWith(handlers: HandlersOf<EngineCalls>): AnswerCall {
  return (name, input) => {
    const accepts = engineCallGuards[name]
    if (!accepts(input)) throw badParams(name)
    return handlers[name](input)
  }
}
