// The world's past: an application service may say when something was sent, which nobody else can. Only the demo's own server knows it.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isRecord, ownString } from '../../../main/engine/base/json.ts'
import { Refusal, type Json } from '../../../test/harness/person.ts'

/** Writes the registration file at its first use; gives the token that goes with it. */
export async function registerPast(file: string): Promise<string> {
  if (!existsSync(file)) {
    const registration = {
      id: 'past',
      url: null,
      as_token: randomBytes(24).toString('hex'),
      hs_token: randomBytes(24).toString('hex'),
      sender_localpart: 'past',
      rate_limited: false,
      namespaces: { users: [{ regex: '@.*', exclusive: false }], aliases: [], rooms: [] },
    }
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(registration), { mode: 0o600 })
  }
  const registration: unknown = JSON.parse(await readFile(file, 'utf8'))
  const token = isRecord(registration) ? ownString(registration, 'as_token') : undefined
  if (token === undefined) throw new Error(`${file} is damaged; delete the demo's folder to make the world anew`)
  return token
}

export class Past {
  readonly #url: string
  readonly #token: string
  #transaction = 0

  constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  /** Sends an event as `userId`, at a time in milliseconds since the epoch; gives its id. */
  async send(userId: string, roomId: string, type: string, content: Json, at: number): Promise<string> {
    this.#transaction += 1
    const path = `rooms/${encodeURIComponent(roomId)}/send/${type}/past${process.pid}.${this.#transaction}`
    const query = new URLSearchParams({ user_id: userId, ts: String(at) })
    const response = await fetch(`${this.#url}/_matrix/client/v3/${path}?${query}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify(content),
    })
    const answer: unknown = await response.json()
    if (!isRecord(answer)) throw new Error(`PUT ${path} was not answered with an object`)
    if (!response.ok) throw new Refusal(`PUT ${path}`, response.status, answer)
    return ownString(answer, 'event_id') ?? ''
  }
}
