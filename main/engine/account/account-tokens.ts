import { HomeserverError } from '../matrix/errors.ts'
import type { Tokens } from '../matrix/login.ts'
import { SessionTokens, type SessionTokensOptions, type TokenSource } from '../matrix/tokens.ts'

export type AccountTokensOptions = Pick<SessionTokensOptions, 'homeserver' | 'save'> & {
  /** Null: there is no session, every request fails. */
  readonly tokens: Tokens | null
  /** The server ended the session; told once. */
  readonly onEnded: (isSoft: boolean) => void
}

/**
 * One account's tokens over several sessions: it survives the end of one and the beginning of the next, so that whoever asks the homeserver
 * need not be built anew. Every refusal of a token passes here, which makes it the one place that notices the end of a session.
 */
export class AccountTokens implements TokenSource {
  readonly #options: AccountTokensOptions
  #session: SessionTokens | null

  constructor(options: AccountTokensOptions) {
    this.#options = options
    this.#session = options.tokens === null ? null : new SessionTokens({ ...options, tokens: options.tokens })
  }

  /** Throws `unknown-token` without a session. */
  accessToken(): string {
    if (this.#session === null) throw new HomeserverError('unknown-token', { isSoftLogout: true })
    return this.#session.accessToken()
  }

  async refresh(spent: string, refusal: HomeserverError): Promise<string> {
    const session = this.#session
    if (session === null) throw refusal
    try {
      return await session.refresh(spent, refusal)
    } catch (error) {
      if (error instanceof HomeserverError && error.code === 'unknown-token' && this.#session === session) {
        this.#session = null
        this.#options.onEnded(error.isSoftLogout)
      }
      throw error
    }
  }

  /** A new session begins. */
  renew(tokens: Tokens): void {
    this.#session = new SessionTokens({ ...this.#options, tokens })
  }
}
