/**
 * Why the home server on this computer could not do what was asked.
 *
 * - `python-missing`: no usable Python to install it with
 * - `install-failed`: its packages could not be fetched or did not install
 * - `not-installed` / `not-running`: the step before has not been done
 * - `port-taken`: another program uses its port
 * - `start-failed`: it ended by itself, or did not answer in time
 * - `user-exists` / `invalid-user`: an account that cannot be made
 * - `damaged-state`: its own files in the data folder cannot be read
 */
export type HomeServerErrorCode =
  | 'python-missing'
  | 'install-failed'
  | 'not-running'
  | 'port-taken'
  | 'start-failed'
  | 'user-exists'
  | 'invalid-user'
  | 'damaged-state'

/** The message is one sentence for people that says what to do. */
export class HomeServerError extends Error {
  override readonly name = 'HomeServerError'
  readonly code: HomeServerErrorCode

  constructor(code: HomeServerErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
