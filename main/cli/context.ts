import type { AttachOptions } from './engine/attach.ts'
import type { EngineSession } from './engine/session.ts'

/** What a command may use of the world around it. */
export type Context = {
  /** Whether programs read what is printed. */
  readonly isJson: boolean
  /** How long the server may be silent. */
  readonly timeoutMs: number
  /** How long to wait for a person, where `--timeout` says so. */
  readonly patienceMs: number | undefined
  /** Prints a line at once; for commands that go on. */
  readonly print: (line: string) => void
  /** A remark for people that is no part of the result; silent with `--json`. */
  readonly note: (line: string) => void
  /** The whole of standard input, or one line typed without being shown where it is a terminal. The newline at its end is cut off. */
  readonly readSecret: (prompt: string) => Promise<string>
  /** One line of standard input, after a question on a terminal; null at its end. Rejects when the signal is aborted. */
  readonly readLine: (prompt: string, signal: AbortSignal) => Promise<string | null>
  /** Opens the profile, or reaches whoever has it open. It is closed when the command ends. */
  readonly openEngine: (options?: Partial<Pick<AttachOptions, 'create' | 'isLasting'>>) => Promise<EngineSession>
  /** Serves JSON-RPC on standard input and output until the input ends. */
  readonly serveStdio: () => Promise<void>
  /** The account that is meant, by `--account` or because it is the only one. */
  readonly accountId: string | undefined
  /** Resolves when the user or the system wants the program to end. */
  readonly interrupted: Promise<void>
}
