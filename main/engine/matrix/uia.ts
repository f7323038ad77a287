import type { UserId } from '../../../preload/contract/ids.ts'
import type { JsonRecord } from '../base/json.ts'
import { HomeserverError, type Challenge } from './errors.ts'

// Client-server API, "User-Interactive Authentication API": some requests are answered with a challenge first, and repeated with a proof.

/** Who asks, and the account's password where somebody has just typed it. */
export type Proof = { readonly userId: UserId; readonly password?: string | undefined }

/**
 * Sends a request without a proof, and once more with one when the server wants to see it. Throws `password-needed` when it does and there is
 * no password, `bad-credentials` for a wrong one, and `unsupported` when it wants something that only a web page can do.
 */
export async function withProof<T>({ userId, password }: Proof, send: (auth: JsonRecord | undefined) => Promise<T>): Promise<T> {
  const challenge = await send(undefined).then((value) => ({ value }), challengeOf)
  if ('value' in challenge) return challenge.value
  const { session } = challenge
  const stages = shortestFlow(challenge)
  if (stages.includes(passwordStage) && password === undefined) throw new HomeserverError('password-needed')
  for (const [at, type] of stages.entries()) {
    const auth = type === passwordStage ? { type, session, password, identifier: { type: 'm.id.user', user: userId } } : { type, session }
    const isLast = at === stages.length - 1
    try {
      const value = await send(auth)
      if (isLast) return value
    } catch (error) {
      if (!(error instanceof HomeserverError) || error.challenge === undefined) throw error
      // The specification answers a wrong password with the challenge again, and with an error code in it.
      if (error.errcode !== undefined || isLast) throw new HomeserverError('bad-credentials', { status: error.status, cause: error })
    }
  }
  return send({ session })
}

const passwordStage = 'm.login.password'
const known: ReadonlySet<string> = new Set([passwordStage, 'm.login.dummy'])

function challengeOf(error: unknown): Challenge {
  if (error instanceof HomeserverError && error.challenge !== undefined) return error.challenge
  throw error
}

/** What is left to do of the flow with the fewest stages that are all known here. */
function shortestFlow({ flows, completed }: Challenge): readonly string[] {
  const left = flows
    .map((stages) => stages.filter((stage) => !completed.includes(stage)))
    .filter((stages) => stages.every((stage) => known.has(stage)))
    .sort((one, other) => one.length - other.length)
  const [flow] = left
  if (flow === undefined) {
    throw new HomeserverError('unsupported', {
      message: 'The homeserver wants this confirmed in a browser: open the page of your account there, and try again afterwards.',
    })
  }
  return flow
}
