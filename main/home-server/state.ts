import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, ownNumber, ownString } from '../engine/base/json.ts'
import { HomeServerError } from './home-server-error.ts'
import { signingKeyFile } from './configuration.ts'

/** What a home server keeps for life: made on its first start, and the same on every later one. */
export type ServerState = {
  /** The part of every user id after the colon; it can never change. */
  readonly serverName: string
  readonly port: number
  readonly registrationSecret: string
  readonly macaroonSecret: string
  readonly formSecret: string
}

/**
 * Reads the state, or null when there is none yet.
 *
 * @throws {HomeServerError} `damaged-state`
 */
export async function readState(dir: string): Promise<ServerState | null> {
  let text: string
  try {
    text = await readFile(stateFile(dir), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const state = parseState(text)
  if (state === null) {
    const advice = 'Restore it from a backup; without it the server cannot sign its people in.'
    throw new HomeServerError('damaged-state', `${stateFile(dir)} cannot be read. ${advice}`)
  }
  return state
}

/** Makes and writes the state of a new server, with the key it signs its events with. */
export async function createState(dir: string, { serverName, port }: Pick<ServerState, 'serverName' | 'port'>): Promise<ServerState> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const state = { serverName, port, registrationSecret: secret(), macaroonSecret: secret(), formSecret: secret() }
  await writePrivately(signingKeyFile(dir), signingKey())
  // Last, because its presence says that everything else is there.
  await writePrivately(stateFile(dir), JSON.stringify(state, null, 2))
  return state
}

/** Writes a file only its owner may read, whole or not at all. */
export async function writePrivately(file: string, text: string): Promise<void> {
  const aside = `${file}.new`
  await writeFile(aside, text, { mode: 0o600 })
  await rename(aside, file)
}

function parseState(text: string): ServerState | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isRecord(value)) return null
  const port = ownNumber(value, 'port')
  const serverName = ownString(value, 'serverName')
  const registrationSecret = ownString(value, 'registrationSecret')
  const macaroonSecret = ownString(value, 'macaroonSecret')
  const formSecret = ownString(value, 'formSecret')
  if (port === undefined || serverName === undefined) return null
  if (registrationSecret === undefined || macaroonSecret === undefined || formSecret === undefined) return null
  return { serverName, port, registrationSecret, macaroonSecret, formSecret }
}

/** Synapse's form of an ed25519 key: algorithm, an id of its own choice, and the seed in unpadded base64. */
function signingKey(): string {
  return `ed25519 a_${randomBytes(2).toString('hex')} ${randomBytes(32).toString('base64').replace(/=+$/, '')}\n`
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function stateFile(dir: string): string {
  return join(dir, 'server.json')
}
