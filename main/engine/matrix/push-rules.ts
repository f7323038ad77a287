import { ownRecord, type JsonRecord } from '../base/json.ts'
import { HomeserverError } from './errors.ts'
import type { Cancellable, Homeserver } from './homeserver.ts'
import { path } from './path.ts'

/** The account's push rules by their kind, as the server sent them (client-server API, "Push Rules"). */
export async function getPushRules(homeserver: Homeserver, { signal }: Cancellable = {}): Promise<JsonRecord> {
  const rules = ownRecord(await homeserver.json({ method: 'GET', path: path`/_matrix/client/v3/pushrules/`, signal }), 'global')
  if (rules === undefined) throw new HomeserverError('bad-response', { detail: 'It lacks "global".' })
  return rules
}
