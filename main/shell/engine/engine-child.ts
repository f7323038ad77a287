/**
 * A running engine process, however it was started. Messages are JSON-RPC objects that travel by structured clone, in order, both ways.
 */
export interface EngineChild {
  /** Undefined when it could not be started, or is not started yet. */
  readonly pid: number | undefined
  /** Resolves, with words for the log, when the process is gone or could not be started. Never rejects. */
  readonly exited: Promise<string>
  /** Lost silently when the process is gone: `exited` tells. */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Ends it at once and without asking. Safe at any moment: what the engine acknowledged is on disk. */
  kill(): void
}

/** Starts a new engine process. What it prints goes to `print`, in pieces as they come. */
export type StartEngine = () => EngineChild
