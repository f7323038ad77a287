import { HomeserverError } from './errors.ts'
import { refreshTokens, type Tokens } from './login.ts'
import type { Homeserver } from './homeserver.ts'

/** Where a session's access token comes from. */
export interface TokenSource {
  accessToken(): string
  /**
   * A token in place of `spent`, which the server refused with `refusal`. Everybody who asks meanwhile gets the same one. Rejects with
   * an `unknown-token` error when the session is over, with another one when the server could not be asked.
   */
  refresh(spent: string, refusal: HomeserverError): Promise<string>
}

export type SessionTokensOptions = {
  readonly tokens: Tokens
  /** Without a token of its own. */
  readonly homeserver: Homeserver
  /** Makes new tokens lasting. They are used only afterwards: until then the server still takes the old refresh token. */
  readonly save: (tokens: Tokens) => Promise<void>
}

/** One session's tokens, renewed by the specification's refresh (client-server API, "Refreshing access tokens"). */
export class SessionTokens implements TokenSource {
  readonly #homeserver: Homeserver
  readonly #save: (tokens: Tokens) => Promise<void>
  #tokens: Tokens
  #refreshing: Promise<string> | undefined

  constructor({ tokens, homeserver, save }: SessionTokensOptions) {
    this.#tokens = tokens
    this.#homeserver = homeserver
    this.#save = save
  }

  accessToken(): string {
    return this.#tokens.accessToken
  }

  async refresh(spent: string, refusal: HomeserverError): Promise<string> {
    // A request that was on its way while another one renewed the token.
    if (spent !== this.#tokens.accessToken) return this.#tokens.accessToken
    const { refreshToken } = this.#tokens
    if (refreshToken === undefined) throw refusal
    this.#refreshing ??= this.#refresh(refreshToken, refusal).finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(refreshToken: string, refusal: HomeserverError): Promise<string> {
    // Deliberately without a caller's signal: the answer may be the only copy of the new tokens, and others wait for it too.
    const renewed = await refreshTokens(this.#homeserver, refreshToken).catch((error: unknown) => {
      throw asEndOfSession(error, refusal)
    })
    const tokens = { refreshToken, ...renewed }
    await this.#save(tokens)
    this.#tokens = tokens
    return tokens.accessToken
  }
}

/** Some servers refuse a spent refresh token as forbidden: then the first refusal tells whether the data may be kept. */
function asEndOfSession(error: unknown, refusal: HomeserverError): unknown {
  if (!(error instanceof HomeserverError) || error.code !== 'forbidden') return error
  return new HomeserverError('unknown-token', {
    status: error.status, errcode: error.errcode, isSoftLogout: refusal.isSoftLogout, cause: error,
  })
}
